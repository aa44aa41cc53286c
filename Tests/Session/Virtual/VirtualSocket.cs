using System;
using System.Buffers;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions
{
    /// <summary>The client's end of a connection to the <see cref="VirtualLobbyServer"/>. Frames are written and read as on a real one.</summary>
    internal sealed class VirtualSocket : ISignalingSocket
    {
        private readonly VirtualWorld _world;
        private readonly ISignalingSocketObserver _observer;
        private readonly VirtualLoop _loop;
        private bool _closed;

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
        public System.Collections.Generic.List<string> Received { get; } = new System.Collections.Generic.List<string>();

        public bool IsClosed => _closed;

        public void Send(ReadOnlySpan<byte> frame)
        {
            if (_closed) return;
            byte[] copy = frame.ToArray();
            _world.After(_world.Server.Latency, () => _world.Server.OnFrame(this, copy));
        }

        public void Close()
        {
            if (_closed) return;
            _closed = true;
            _world.After(_world.Server.Latency, () => _world.Server.OnGone(this));
            Notify(() => _observer.OnClosed("The connection was closed."), 2 * _world.Server.Latency);
        }

        public void Dispose()
        {
            if (_closed) return;
            _closed = true;
            _world.After(_world.Server.Latency, () => _world.Server.OnGone(this));
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
            _observer.OnClosed(reason);
        });

        private void Notify(Action action, double? delay = null) => _world.After(delay ?? _world.Server.Latency, () =>
        {
            action();
            _loop.Wake();
        });
    }
}
