using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Makes the links of one client of a <see cref="FakeLinkNetwork"/>.</summary>
    internal sealed class FakePeerConnectionFactory : IPeerConnectionFactory
    {
        private readonly VirtualWorld _world;
        private readonly VirtualLoop _loop;

        public FakePeerConnectionFactory(VirtualWorld world, VirtualLoop loop)
        {
            _world = world;
            _loop = loop;
        }

        public BufferPool Buffers => _loop.Pool;

        public void Prepare(IReadOnlyList<IceServer> iceServers, bool areLast = true)
        {
        }

        public IPeerConnection Create(PeerConnectionOptions options, IPeerConnectionObserver observer) =>
            new FakePeerConnection(_world, _loop, options, observer);

        public void Dispose()
        {
            foreach (FakePeerConnection connection in _world.Links.Connections)
                if (connection.Loop == _loop)
                    connection.Dispose();
        }
    }
}
