using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// The lobby server's WebSocket. Its tasks run on the thread pool and meet the loop in two bounded channels: a full inbound one
    /// leaves the rest to TCP's flow control, a full outbound one means that the server has stopped reading and ends the connection.
    /// </summary>
    internal sealed class WebSocketSignalingSocket : ISignalingSocket
    {
        private readonly Uri _url;
        private readonly ISignalingSocketObserver _observer;
        private readonly BufferPool _buffers;
        private readonly Action _wake;
        private readonly IReadOnlyList<byte[]> _opening;
        private readonly SignalingSocketOptions _options;
        private readonly Channel<SignalingNotice> _inbound;
        private readonly Channel<PooledBuffer> _outbound;
        private readonly CancellationTokenSource _end = new CancellationTokenSource();
        private WebSocketCloseStatus _closeStatus = WebSocketCloseStatus.NormalClosure;
        private bool _disposed;
        private volatile string? _ownReason;

        /// <summary>Starts to connect.</summary>
        /// <param name="url">A <c>ws</c> or <c>wss</c> URL.</param>
        /// <param name="observer">Called from <see cref="Deliver"/> alone.</param>
        /// <param name="buffers">Lends the frames.</param>
        /// <param name="wake">Called on any thread when there is something to deliver.</param>
        /// <param name="opening">See <see cref="ISessionLoop.OpenSocket"/>.</param>
        /// <param name="options">Limits; null for the defaults.</param>
        /// <exception cref="ArgumentException">The URL is of another kind.</exception>
        public WebSocketSignalingSocket(Uri url, ISignalingSocketObserver observer, BufferPool buffers, Action wake, IReadOnlyList<byte[]>? opening = null, SignalingSocketOptions? options = null)
        {
            if (!url.IsAbsoluteUri || (url.Scheme != "ws" && url.Scheme != "wss"))
                throw new ArgumentException("A lobby server's URL starts with ws:// or wss://, unlike " + url + ".", nameof(url));
            _url = url;
            _observer = observer;
            _buffers = buffers;
            _wake = wake;
            _opening = opening ?? Array.Empty<byte[]>();
            _options = options ?? SignalingSocketOptions.Default;
            _inbound = Channel.CreateBounded<SignalingNotice>(new BoundedChannelOptions(_options.MaxUndeliveredFrames) { SingleReader = true, SingleWriter = true });
            _outbound = Channel.CreateBounded<PooledBuffer>(new BoundedChannelOptions(_options.MaxUnsentFrames) { SingleReader = true, SingleWriter = true });
            Completion = Task.Run(RunAsync);
        }

        /// <summary>Done when the connection is gone and nothing more will be queued for the loop. Never faults.</summary>
        public Task Completion { get; }

        /// <inheritdoc/>
        public void Send(ReadOnlySpan<byte> frame)
        {
            PooledBuffer copy = _buffers.Rent(frame.Length);
            copy.Write(frame);
            if (_outbound.Writer.TryWrite(copy)) return;
            copy.Dispose();
            // Closed already, or full.
            if (TryEnd("The lobby server at " + _url.Authority + " has stopped reading.")) _end.Cancel();
        }

        /// <inheritdoc/>
        public void Close()
        {
            if (!_disposed && TryEnd("The connection to the lobby server was closed by this side.")) _end.CancelAfter(_options.CloseTimeout);
        }

        /// <summary>Calls the observer for everything that came since the last call. False when there will never be more. Thread: the loop's.</summary>
        public bool Deliver()
        {
            while (_inbound.Reader.TryRead(out SignalingNotice notice))
            {
                using PooledBuffer? frame = notice.Frame;
                if (_disposed) continue;
                switch (notice.Kind)
                {
                    case SignalingNoticeKind.Opened:
                        _observer.OnOpen();
                        break;
                    case SignalingNoticeKind.Frame:
                        _observer.OnFrame(frame!.Span);
                        break;
                    case SignalingNoticeKind.Closed:
                        _observer.OnClosed(notice.Reason!);
                        break;
                }
            }

            return !_inbound.Reader.Completion.IsCompleted;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            _outbound.Writer.TryComplete();
            _end.Cancel();
        }

        /// <summary>Takes no more frames. False when something else has ended it already.</summary>
        private bool TryEnd(string reason)
        {
            // Named first: the tasks may have seen the end and reported it before the next line is reached.
            string? other = _ownReason;
            _ownReason = reason;
            if (_outbound.Writer.TryComplete()) return true;
            _ownReason = other;
            return false;
        }

        private async Task RunAsync()
        {
            string reason;
            using (var socket = new ClientWebSocket())
            {
                try
                {
                    reason = await ConnectAsync(socket).ConfigureAwait(false) ?? await ExchangeAsync(socket).ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    // The runtimes differ in what they throw; whatever it is, the observer hears of an end.
                    reason = SignalingFailure.OfUse(_url, e);
                }
            }

            _outbound.Writer.TryComplete();
            while (_outbound.Reader.TryRead(out PooledBuffer? unsent)) unsent.Dispose();
            // Not cancelled: the loop reads until it has seen the end, also after it disposed this.
            await _inbound.Writer.WriteAsync(SignalingNotice.Closed(_ownReason ?? reason)).ConfigureAwait(false);
            _inbound.Writer.Complete();
            _wake();
        }

        /// <summary>Null when the connection stands; else why it does not.</summary>
        private async Task<string?> ConnectAsync(ClientWebSocket socket)
        {
            NameSubprotocols(socket.Options);
            socket.Options.KeepAliveInterval = _options.KeepAliveInterval;
#if NET
            socket.Options.KeepAliveTimeout = _options.KeepAliveTimeout;
            socket.Options.CollectHttpResponseDetails = true;
#endif
            // Looking for the system's proxy takes time, and no proxy leads to this machine.
            if (_url.IsLoopback) socket.Options.Proxy = null;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            limit.CancelAfter(_options.ConnectTimeout);
            try
            {
                await socket.ConnectAsync(_url, limit.Token).ConfigureAwait(false);
            }
            catch (Exception) when (limit.IsCancellationRequested && !_end.IsCancellationRequested)
            {
                return "The lobby server at " + _url.Authority + " did not answer within " + _options.ConnectTimeout.TotalSeconds + " s: check the address and the firewall.";
            }
            catch (Exception e) when (!_end.IsCancellationRequested)
            {
                // Whatever it is (the runtimes differ in what they throw), the connection did not come to be.
#if NET
                int status = socket.HttpStatusCode == System.Net.HttpStatusCode.SwitchingProtocols ? 0 : (int)socket.HttpStatusCode;
#else
                int status = 0;
#endif
                return SignalingFailure.OfConnecting(_url, e, status);
            }

            if (socket.SubProtocol != ProtocolLimits.Subprotocol && socket.SubProtocol != OpeningFrames.Subprotocol)
                return "The server at " + _url.Authority + " does not speak the lobby protocol " + ProtocolLimits.Subprotocol + ": check its address and its version.";
            await EnqueueAsync(SignalingNotice.Opened).ConfigureAwait(false);
            return null;
        }

        private void NameSubprotocols(ClientWebSocketOptions options)
        {
            if (OpeningFrames.TryEncode(_opening, out List<string> names))
            {
                options.AddSubProtocol(OpeningFrames.Subprotocol);
                foreach (string name in names) options.AddSubProtocol(name);
            }

            options.AddSubProtocol(ProtocolLimits.Subprotocol);
        }

        private async Task<string> ExchangeAsync(ClientWebSocket socket)
        {
            Task sending = SendLoopAsync(socket);
            try
            {
                string reason = await ReceiveLoopAsync(socket).ConfigureAwait(false);
                // The server's goodbye is answered by ours, and what it should not have sent by a goodbye with the fitting code.
                _outbound.Writer.TryComplete();
                _end.CancelAfter(_options.CloseTimeout);
                await sending.ConfigureAwait(false);
                return reason;
            }
            finally
            {
                _end.Cancel();
                await sending.ConfigureAwait(false);
            }
        }

        private async Task SendLoopAsync(ClientWebSocket socket)
        {
            try
            {
                if (socket.SubProtocol != OpeningFrames.Subprotocol)
                {
                    foreach (byte[] frame in _opening) await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, true, _end.Token).ConfigureAwait(false);
                }

                while (await _outbound.Reader.WaitToReadAsync(_end.Token).ConfigureAwait(false))
                {
                    while (_outbound.Reader.TryRead(out PooledBuffer? frame))
                    {
                        using (frame) await socket.SendAsync(frame.Memory, WebSocketMessageType.Text, true, _end.Token).ConfigureAwait(false);
                    }
                }

                await socket.CloseOutputAsync(_closeStatus, null, _end.Token).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The receiving side meets the same end and says why.
                _outbound.Writer.TryComplete();
            }
        }

        private async Task<string> ReceiveLoopAsync(ClientWebSocket socket)
        {
            while (true)
            {
                PooledBuffer? frame = _buffers.Rent(2048);
                try
                {
                    while (true)
                    {
                        ValueWebSocketReceiveResult part = await socket.ReceiveAsync(frame.GetMemory(1024), _end.Token).ConfigureAwait(false);
                        if (part.MessageType == WebSocketMessageType.Close)
                            return SignalingFailure.OfClose(_url, socket.CloseStatus, socket.CloseStatusDescription);
                        if (part.MessageType != WebSocketMessageType.Text)
                        {
                            _closeStatus = WebSocketCloseStatus.InvalidMessageType;
                            return "The server at " + _url.Authority + " sent a binary frame, which the lobby protocol does not have.";
                        }

                        frame.Advance(part.Count);
                        if (frame.Length > _options.MaxFrameSize)
                        {
                            _closeStatus = WebSocketCloseStatus.MessageTooBig;
                            return "The server at " + _url.Authority + " sent a frame of more than " + _options.MaxFrameSize + " bytes.";
                        }

                        if (part.EndOfMessage) break;
                    }

                    await EnqueueAsync(SignalingNotice.Of(frame)).ConfigureAwait(false);
                    frame = null;
                }
                finally
                {
                    frame?.Dispose();
                }
            }
        }

        private async ValueTask EnqueueAsync(SignalingNotice notice)
        {
            await _inbound.Writer.WriteAsync(notice, _end.Token).ConfigureAwait(false);
            _wake();
        }
    }
}
