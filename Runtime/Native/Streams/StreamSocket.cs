using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Rtc.Turn;

namespace P2PNet.Native
{
    /// <summary>
    /// One TCP or TLS connection to a TURN server. Its two tasks run on the thread pool, since TLS (<see cref="SslStream"/>) knows no other
    /// way, and meet the loop in two bounded queues: a full inbound one leaves the rest to TCP's flow control, a full outbound one drops
    /// messages whole. In the steady state neither way allocates.
    /// </summary>
    internal sealed class StreamSocket
    {
        private readonly StreamRequest _request;
        private readonly BufferPool _buffers;
        private readonly Action _wake;
        private readonly StreamSocketOptions _options;
        private readonly StreamOutbox _outbox;
        private readonly Channel<PooledBuffer> _inbound;
        private readonly CancellationTokenSource _end = new CancellationTokenSource();
        private volatile bool _isOpen;
        private volatile bool _isClosing;
        private volatile string? _endReason;
        private Socket? _socket;

        /// <summary>Starts to connect.</summary>
        /// <param name="request">Where to.</param>
        /// <param name="buffers">Lends the messages.</param>
        /// <param name="wake">Called on any thread when there is something for the loop.</param>
        /// <param name="options">Limits.</param>
        public StreamSocket(in StreamRequest request, BufferPool buffers, Action wake, StreamSocketOptions options)
        {
            _request = request;
            _buffers = buffers;
            _wake = wake;
            _options = options;
            _outbox = new StreamOutbox(options.MaxUnsent);
            _inbound = Channel.CreateBounded<PooledBuffer>(new BoundedChannelOptions(options.MaxUndelivered) { SingleReader = true, SingleWriter = true });
            Completion = Task.Run(RunAsync);
        }

        public TransportAddress Remote => _request.Address;

        /// <summary>Whether messages can be sent.</summary>
        public bool IsOpen => _isOpen;

        /// <summary>Why it has ended, or could not be opened; null while it has not. Nothing more is queued for the loop then.</summary>
        public string? EndReason => _endReason;

        /// <summary>Done when the connection is gone. Never faults.</summary>
        public Task Completion { get; }

        /// <summary>Whether the loop has been told that it is open; the loop's own note.</summary>
        public bool IsAnnounced { get; set; }

        /// <summary>Messages appended since the last flush; the loop's own note.</summary>
        public bool HasUnflushed { get; private set; }

        /// <summary>Whether messages wait to be taken.</summary>
        public bool HasReceived => _inbound.Reader.Count > 0;

        /// <summary>Queues one message; false where it has to be dropped. Thread: the loop's.</summary>
        public bool TrySend(ReadOnlySpan<byte> message)
        {
            if (!_outbox.TryAdd(message)) return false;
            HasUnflushed = true;
            return true;
        }

        /// <summary>Lets leave what was sent.</summary>
        public void Flush()
        {
            HasUnflushed = false;
            _outbox.Flush();
        }

        /// <summary>Takes the next message that came. Whoever takes it disposes it. Thread: the loop's.</summary>
        public bool TryReceive(out PooledBuffer? message) => _inbound.Reader.TryRead(out message);

        /// <summary>Ends the connection when what was sent has left, or soon.</summary>
        public void Close()
        {
            if (_isClosing) return;
            _isClosing = true;
            _outbox.Complete();
            if (_isOpen) _end.CancelAfter(_options.CloseTimeout);
            else _end.Cancel();
        }

        /// <summary>Drops what was not taken.</summary>
        public void DropReceived()
        {
            while (_inbound.Reader.TryRead(out PooledBuffer? message)) message.Dispose();
        }

        private async Task RunAsync()
        {
            string? reason = null;
            Stream? stream = null;
            // A socket knows no other way to have its calls ended on every runtime.
            using CancellationTokenRegistration abort = _end.Token.Register(state => ((StreamSocket)state!).Abort(), this);
            try
            {
                _end.CancelAfter(_options.ConnectTimeout);
                stream = await ConnectAsync().ConfigureAwait(false);
                if (!_isClosing) _end.CancelAfter(Timeout.Infinite);
                _isOpen = true;
                _wake();
                Task writing = WriteAllAsync(stream);
                reason = await ReadAllAsync(stream).ConfigureAwait(false);
                Abort();
                await writing.ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The runtimes differ in what they throw; whatever it is, the connection is over.
                if (_isOpen) reason = StreamFailure.OfUse(e);
                else reason = _end.IsCancellationRequested ? StreamFailure.OfTimeout(_options.ConnectTimeout) : StreamFailure.OfConnecting(_request, e);
            }

            Abort();
            stream?.Dispose();
            _isOpen = false;
            _inbound.Writer.TryComplete();
            // Nobody takes what came for a connection that this side has closed.
            if (_isClosing) DropReceived();
            _endReason = reason;
            _wake();
        }

        private async Task<Stream> ConnectAsync()
        {
            IPEndPoint remote = SocketAddressCodec.ToEndPoint(_request.Address);
            var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _socket = socket;
            if (_end.IsCancellationRequested) socket.Dispose();
            socket.NoDelay = true;
            socket.SendBufferSize = _options.KernelSendBuffer;
            await socket.ConnectAsync(remote).ConfigureAwait(false);
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (!_request.IsSecure) return plain;
            // The system's trust and the name in the URL decide, as for a web page.
            var secure = new SslStream(plain, leaveInnerStreamOpen: false);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = _request.HostName }, _end.Token).ConfigureAwait(false);
            return secure;
        }

        private async Task WriteAllAsync(Stream stream)
        {
            try
            {
                bool goesOn = true;
                while (goesOn)
                {
                    goesOn = await _outbox.WaitAsync().ConfigureAwait(false);
                    ReadOnlyMemory<byte> messages = _outbox.TakeAll();
                    if (messages.Length > 0) await stream.WriteAsync(messages, CancellationToken.None).ConfigureAwait(false);
                }

                if (stream is SslStream secure) await secure.ShutdownAsync().ConfigureAwait(false);
                // This side closes: the server sees the end behind the last message, and answers by its own.
                _socket!.Shutdown(SocketShutdown.Send);
            }
            catch (Exception)
            {
                // The reader sees the same end.
                Abort();
            }
        }

        /// <summary>Why it ended.</summary>
        private async Task<string> ReadAllAsync(Stream stream)
        {
            var framer = new StreamFramer();
            while (true)
            {
                int count = await stream.ReadAsync(framer.GetSegment(), CancellationToken.None).ConfigureAwait(false);
                if (count == 0) return StreamFailure.ClosedByServer;
                framer.Advance(count);
                bool any = false;
                while (TryCopyNext(framer, out PooledBuffer? message))
                {
                    any = true;
                    if (_inbound.Writer.TryWrite(message!)) continue;
                    _wake();
                    await EnqueueAsync(message!).ConfigureAwait(false);
                }

                if (any) _wake();
                if (framer.IsBroken) return StreamFailure.NotTurn;
            }
        }

        private bool TryCopyNext(StreamFramer framer, out PooledBuffer? message)
        {
            message = null;
            if (!framer.TryRead(out Span<byte> bytes)) return false;
            message = _buffers.Rent(bytes.Length);
            message.Write(bytes);
            return true;
        }

        private async ValueTask EnqueueAsync(PooledBuffer message)
        {
            try
            {
                await _inbound.Writer.WriteAsync(message, _end.Token).ConfigureAwait(false);
            }
            catch
            {
                message.Dispose();
                throw;
            }
        }

        private void Abort()
        {
            _outbox.Complete();
            _socket?.Dispose();
        }
    }
}
