using System;
using System.Buffers;
using System.Collections.Generic;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions
{
    /// <summary>The client's end of a connection to the <see cref="VirtualLobbyServer"/>. Frames are written and read as on a real one.</summary>
    internal sealed class VirtualSocket : ISignalingSocket
    {
        private readonly VirtualWorld _world;
        private readonly ISignalingSocketObserver _observer;
        private readonly VirtualLoop _loop;
        private readonly List<byte[]> _unsent = new List<byte[]>();
        private bool _accepted;
        private bool _closed;
        private double _closesAt = double.MaxValue;
        private double _lastSentArrives;
        private double _lastTellingArrives;

        public VirtualSocket(VirtualWorld world, ISignalingSocketObserver observer, VirtualLoop loop)
        {
            _world = world;
            _observer = observer;
            _loop = loop;
        }

        /// <summary>The client that it belongs to.</summary>
        public VirtualLoop Loop => _loop;

        public string PlayerId { get; set; } = string.Empty;

        public VirtualLobby? Lobby { get; set; }

        /// <summary>Nothing gets through either way, and nobody is told.</summary>
        public bool IsDead { get; set; }

        /// <summary>Types of the frames that the client sent, for tests to look at.</summary>
        public List<string> Received { get; } = new List<string>();

        /// <summary>Whether nobody wants it any more. One that was closed while it connected has two seconds to send what it has.</summary>
        public bool IsGivenUp => _closed && _world.Now.TotalMilliseconds >= _closesAt;

        public void Send(ReadOnlySpan<byte> frame)
        {
            if (_closed) return;
            if (_accepted) Send(frame.ToArray());
            else _unsent.Add(frame.ToArray());
        }

        /// <summary>The server has taken it.</summary>
        public void OnAccepted()
        {
            _accepted = true;
            foreach (byte[] frame in _unsent) Send(frame);
            if (_closed) _world.After(InOrder(ref _lastSentArrives, _world.Server.Latency), () => _world.Server.OnGone(this));
        }

        public void Close()
        {
            if (_closed) return;
            _closed = true;
            _closesAt = _world.Now.TotalMilliseconds + 2000;
            if (_accepted) _world.After(InOrder(ref _lastSentArrives, _world.Server.Latency), () => _world.Server.OnGone(this));
            Notify(() => _observer.OnClosed("The connection was closed."), _accepted ? 2 * _world.Server.Latency : 2000);
        }

        public void Dispose()
        {
            _closesAt = 0;
            if (_closed) return;
            _closed = true;
            _world.After(InOrder(ref _lastSentArrives, _world.Server.Latency), () => _world.Server.OnGone(this));
        }

        public void Open() => Notify(() =>
        {
            if (!_closed) _observer.OnOpen();
        });

        /// <summary>A frame from the server.</summary>
        public void Deliver(Frame frame) => Deliver(Encode(frame));

        public void Deliver(byte[] frame)
        {
            // On its way when the network goes, it is lost, too.
            if (IsDead || _world.Server.IsCutOff?.Invoke(_loop) == true) return;
            Notify(() =>
            {
                if (!_closed) _observer.OnFrame(frame);
            });
        }

        public static byte[] Encode(Frame frame)
        {
            var buffer = new ArrayBufferWriter<byte>();
            frame.WriteTo(buffer);
            return buffer.WrittenSpan.ToArray();
        }

        /// <summary>The server ends the connection, or it never came to be.</summary>
        public void Break(string reason) => Notify(() =>
        {
            if (_closed) return;
            _closed = true;
            _closesAt = 0;
            _observer.OnClosed(reason);
        });

        private void Send(byte[] frame) => _world.After(InOrder(ref _lastSentArrives, _world.Server.Latency), () => _world.Server.OnFrame(this, frame));

        /// <summary>As TCP: a line that becomes faster lets nothing overtake.</summary>
        private double InOrder(ref double lastArrives, double delay)
        {
            double now = _world.Now.TotalMilliseconds;
            lastArrives = Math.Max(lastArrives, now + delay);
            return lastArrives - now;
        }

        private void Notify(Action action, double? delay = null) => _world.After(InOrder(ref _lastTellingArrives, delay ?? _world.Server.Latency), () =>
        {
            action();
            _loop.Wake();
        });
    }
}
