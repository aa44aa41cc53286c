using System;
using System.Buffers;
using System.Collections.Generic;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// The connection to the lobby server: frames over a WebSocket, and the heartbeat that tells either side when the other is gone.
    /// Frames may be sent before it is open; the first one is always the hello. Thread: the loop's.
    /// </summary>
    internal sealed class LobbyConnection : ISignalingSocketObserver
    {
        private readonly ILobbyConnectionObserver _observer;
        private readonly Func<Timestamp> _clock;
        private readonly List<Frame> _early = new List<Frame>();
        private readonly ArrayBufferWriter<byte> _frame = new ArrayBufferWriter<byte>(4096);
        private ConnectionRules _rules = new ConnectionRules();
        private ISignalingSocket? _socket;
        private Timestamp _sentAt;
        private Timestamp _heardAt;
        private long _requests;
        private bool _closed;

        public LobbyConnection(ILobbyConnectionObserver observer, Func<Timestamp> clock)
        {
            _observer = observer;
            _clock = clock;
        }

        /// <summary>Whether the server accepted the WebSocket.</summary>
        public bool IsOpen { get; private set; }

        /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
        public Timestamp NextTimeout =>
            !IsOpen || _closed ? Timestamp.Never : Timestamp.Min(_sentAt + Heartbeat, _heardAt + Silence);

        private TimeSpan Heartbeat => TimeSpan.FromMilliseconds(_rules.HeartbeatMilliseconds);

        private TimeSpan Silence => TimeSpan.FromMilliseconds(_rules.TimeoutMilliseconds);

        /// <summary>Where the server's WebSocket is, by the URL that a user gives.</summary>
        public static Uri SocketUrl(Uri server)
        {
            var url = new UriBuilder(server)
            {
                Scheme = server.Scheme is "https" or "wss" ? "wss" : "ws",
                Port = server.Port,
                Path = server.AbsolutePath.TrimEnd('/') + ProtocolLimits.Path,
            };
            return url.Uri;
        }

        /// <summary>Starts to connect. Hello and the request leave with the first packet that can carry them.</summary>
        public void Open(ISessionLoop loop, Uri server, Frame request)
        {
            _socket = loop.OpenSocket(SocketUrl(server), this, new[] { Encode(new HelloFrame(client: "P2PNet")), Encode(request) });
        }

        /// <summary>A number for the next request.</summary>
        public long NextRequestId() => ++_requests;

        /// <summary>Sends a frame, or keeps it until the connection is open. Once it is gone, frames go nowhere.</summary>
        public void Send(Frame frame)
        {
            if (_closed) return;
            if (!IsOpen)
            {
                _early.Add(frame);
                return;
            }

            _socket!.Send(Write(frame));
            _sentAt = _clock();
        }

        public void HandleTimeout(Timestamp now)
        {
            if (!IsOpen || _closed) return;
            if (now >= _heardAt + Silence)
            {
                Lose("The lobby server has not been heard for " + _rules.TimeoutMilliseconds / 1000 + " s.");
                return;
            }

            if (now >= _sentAt + Heartbeat) Send(new PingFrame(NextRequestId()));
        }

        /// <summary>Says goodbye after what was sent. The observer hears nothing more.</summary>
        public void Close()
        {
            if (_closed) return;
            _closed = true;
            if (IsOpen) _socket?.Close();
            else _socket?.Dispose();
        }

        void ISignalingSocketObserver.OnOpen()
        {
            if (_closed) return;
            IsOpen = true;
            _heardAt = _sentAt = _clock();
            foreach (Frame frame in _early) Send(frame);
            _early.Clear();
        }

        void ISignalingSocketObserver.OnFrame(ReadOnlySpan<byte> utf8)
        {
            if (_closed) return;
            _heardAt = _clock();
            // What a newer server says besides is not for us.
            if (!FrameReader.TryRead(utf8, out Frame? frame, out _)) return;
            if (frame is WelcomeFrame welcome) _rules = welcome.Rules;
            if (!(frame is PongFrame)) _observer.OnFrame(frame);
        }

        void ISignalingSocketObserver.OnClosed(string reason)
        {
            _socket?.Dispose();
            if (!_closed) Lose(reason);
        }

        private byte[] Encode(Frame frame) => Write(frame).ToArray();

        /// <summary>Valid until the next call.</summary>
        private ReadOnlySpan<byte> Write(Frame frame)
        {
            _frame.Clear();
            frame.WriteTo(_frame);
            return _frame.WrittenSpan;
        }

        private void Lose(string reason)
        {
            _closed = true;
            _socket?.Dispose();
            _observer.OnConnectionLost(reason);
        }
    }
}
