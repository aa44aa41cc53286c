using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;

namespace P2PNet.Tests.Network
{
    /// <summary>A client's whole engine as a node: what the network thread is in a real one.</summary>
    internal sealed class RtcNode : INetworkNode, IDisposable
    {
        private readonly VirtualNetwork _network;

        /// <param name="network">Its time is the engine's.</param>
        /// <param name="crypto">The provider of all primitives.</param>
        /// <param name="random">The engine's randomness.</param>
        /// <param name="options">The endpoint's options; default those of the product.</param>
        /// <param name="tracksLeaks">Remembers who rented each buffer, which makes garbage.</param>
        public RtcNode(VirtualNetwork network, ICryptoProvider crypto, IRandom random, RtcEndpointOptions? options = null, bool tracksLeaks = true)
        {
            _network = network;
            Pool = new BufferPool(tracksLeaks);
            Endpoint = new RtcEndpoint(options ?? new RtcEndpointOptions(), crypto, random, Pool);
            Factory = new PeerConnectionFactory(Endpoint, () => network.Now);
        }

        public BufferPool Pool { get; }

        public RtcEndpoint Endpoint { get; }

        public PeerConnectionFactory Factory { get; }

        public Timestamp NextTimeout => Endpoint.NextTimeout;

        /// <summary>Puts it on a host of its own, and announces that one's addresses.</summary>
        public VirtualHost Join(string name, NetworkSegment segment, ushort port, params string[] addresses)
        {
            VirtualHost host = _network.AddHost(name, segment, this);
            foreach (string address in addresses) host.AddAddress(address, port);
            AddHostAddresses(host);
            return host;
        }

        /// <summary>Announces every address of its host.</summary>
        public void AddHostAddresses(VirtualHost host)
        {
            foreach (TransportAddress address in host.Addresses) Endpoint.AddHostAddress(_network.Now, SocketId.For(address), address);
        }

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram) => Endpoint.HandleDatagram(now, info, datagram);

        public void HandleTimeout(Timestamp now) => Endpoint.HandleTimeout(now);

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit) => Endpoint.TryPollTransmit(now, destination, out transmit);

        public bool DispatchEvents(Timestamp now) => Factory.DispatchEvents();

        public void Dispose()
        {
            Factory.Dispose();
            Endpoint.Dispose();
        }
    }
}
