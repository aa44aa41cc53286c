using System;
using System.Buffers;
using System.Collections.Generic;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// One WebSocket to the lobby server: frames, and the heartbeat that tells either side when the other is gone. Frames may be sent
    /// before it is open; the first ones are always the hello and a request. Thread: the loop's.
    /// </summary>
    internal sealed class LobbySocket : ISignalingSocketObserver, IDisposable
    {
        private readonly ILobbySocketObserver _observer;
        private readonly Func<Timestamp> _clock;
        private readonly List<Frame> _early = new List<Frame>();
        private readonly ArrayBufferWriter<byte> _frame = new ArrayBufferWriter<byte>(4096);
        private ConnectionRules _rules = new ConnectionRules();
        private ISignalingSocket? _socket;
        private Timestamp _sentAt;
        private Timestamp _heardAt;
        private Timestamp _askedAt;
        private Timestamp _answerDue = Timestamp.Never;
        private long _asked = -1;
        private bool _isMeasured;

        public LobbySocket(ILobbySocketObserver observer, Func<Timestamp> clock)
        {
            _observer = observer;
            _clock = clock;
        }

        /// <summary>Whether the server accepted the WebSocket.</summary>
        public bool IsOpen { get; private set; }

        /// <summary>Whether it is gone, or given up.</summary>
        public bool IsClosed { get; private set; }

        /// <summary>Smoothed; zero until the socket is open.</summary>
        public TimeSpan RoundTripTime { get; private set; }

        /// <summary>What a heartbeat says besides: the newest signal that came, null where nobody counts.</summary>
        public long? Received { get; set; }

        /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
        public Timestamp NextTimeout =>
            !IsOpen || IsClosed ? Timestamp.Never : Timestamp.Min(_answerDue, Timestamp.Min(_sentAt + Heartbeat, _heardAt + Silence));

        private TimeSpan Heartbeat => TimeSpan.FromMilliseconds(_rules.HeartbeatMilliseconds);

        private TimeSpan Silence => TimeSpan.FromMilliseconds(_rules.TimeoutMilliseconds);

        /// <summary>Starts to connect. Hello and the request leave with the first packet that can carry them.</summary>
        public void Open(ISessionLoop loop, Uri url, Frame request)
        {
            _askedAt = _clock();
            _socket = loop.OpenSocket(url, this, new[] { Write(new HelloFrame(client: "P2PNet")).ToArray(), Write(request).ToArray() });
        }

        /// <summary>Sends a frame, or keeps it until the socket is open. Once it is gone, frames go nowhere.</summary>
        public void Send(Frame frame)
        {
            if (IsClosed) return;
            if (!IsOpen)
            {
                _early.Add(frame);
                return;
            }

            Send(Write(frame));
        }

        /// <summary>Sends an encoded frame over a socket that is open.</summary>
        public void Send(ReadOnlySpan<byte> frame)
        {
            if (IsClosed || !IsOpen) return;
            _socket!.Send(frame);
            _sentAt = _clock();
        }

        /// <summary>Asks whether the server is there, and hears of silence after this time.</summary>
        public void Ping(TimeSpan patience, bool isSettled = false)
        {
            if (!IsOpen || IsClosed) return;
            Timestamp now = _clock();
            // One question at a time; who asks again may be less patient.
            if (_answerDue == Timestamp.Never || isSettled) Ask(_observer.NextRequestId(), isSettled);
            _answerDue = Timestamp.Min(_answerDue, now + patience);
        }

        public void HandleTimeout(Timestamp now)
        {
            if (!IsOpen || IsClosed) return;
            if (now >= _heardAt + Silence)
            {
                Lose("The lobby server has not been heard for " + _rules.TimeoutMilliseconds / 1000 + " s.");
                return;
            }

            if (now >= _answerDue)
            {
                _answerDue = Timestamp.Never;
                _observer.OnSilent(this);
            }

            if (IsClosed || now < _sentAt + Heartbeat) return;
            // A question that still waits for its answer does not keep the server from being sent a sign of life.
            if (_answerDue == Timestamp.Never) Ping(Patience.OfHeartbeat(RoundTripTime));
            else Send(new PingFrame(_observer.NextRequestId(), Received));
        }

        /// <summary>Says goodbye after what was sent. The observer hears nothing more.</summary>
        public void Close()
        {
            if (IsClosed) return;
            IsClosed = true;
            // The request left with the opening: where the server has carried it out, what takes it back has to follow.
            if (!IsOpen)
                foreach (Frame frame in _early)
                    _socket?.Send(Write(frame));
            _socket?.Close();
        }

        /// <summary>Drops it without a goodbye. The observer hears nothing more.</summary>
        public void Dispose()
        {
            IsClosed = true;
            _socket?.Dispose();
        }

        void ISignalingSocketObserver.OnOpen()
        {
            if (IsClosed) return;
            IsOpen = true;
            _heardAt = _sentAt = _clock();
            // TCP's handshake and the upgrade: a guess until a ping is answered.
            RoundTripTime = (_heardAt - _askedAt) / 2;
            foreach (Frame frame in _early) Send(frame);
            _early.Clear();
        }

        void ISignalingSocketObserver.OnFrame(ReadOnlySpan<byte> utf8)
        {
            if (IsClosed) return;
            _heardAt = _clock();
            _answerDue = Timestamp.Never;
            // What a newer server says besides is not for us.
            if (!FrameReader.TryRead(utf8, out Frame? frame, out _)) return;
            if (frame is WelcomeFrame welcome) _rules = welcome.Rules;
            else if (frame is PongFrame pong) OnAnswered(pong.Id);
            _observer.OnFrame(this, frame);
        }

        void ISignalingSocketObserver.OnClosed(string reason)
        {
            _socket?.Dispose();
            if (!IsClosed) Lose(reason);
        }

        private void Ask(long id, bool isSettled)
        {
            _asked = id;
            _askedAt = _clock();
            Send(new PingFrame(id, Received, isSettled));
        }

        private void OnAnswered(long id)
        {
            if (id != _asked) return;
            _asked = -1;
            TimeSpan sample = _clock() - _askedAt;
            RoundTripTime = _isMeasured ? RoundTripTime + ((sample - RoundTripTime) / 8) : sample;
            _isMeasured = true;
        }

        /// <summary>Valid until the next call.</summary>
        private ReadOnlySpan<byte> Write(Frame frame)
        {
            _frame.Clear();
            frame.WriteTo(_frame);
            return _frame.WrittenSpan;
        }

        private void Lose(string reason)
        {
            IsClosed = true;
            _socket?.Dispose();
            _observer.OnClosed(this, reason);
        }
    }
}
