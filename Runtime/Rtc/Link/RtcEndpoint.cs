using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// All links of one client: they share sockets, certificate and gathered candidates. It tells datagrams apart (RFC 7983, then by
    /// remote address, then by ICE username fragment) and has the five doors of every engine.
    /// </summary>
    internal sealed class RtcEndpoint : IDisposable
    {
        public RtcEndpoint(RtcEndpointOptions options, ICryptoProvider crypto, IRandom random, BufferPool buffers)
        {
            Buffers = buffers;
        }

        public BufferPool Buffers { get; }

        public IReadOnlyList<PeerLink> Links => throw new NotImplementedException();

        /// <summary>Adds an address of the machine at which one of the sockets can be reached: a host candidate of every link.</summary>
        public void AddHostAddress(Timestamp now, SocketId socket, in TransportAddress address) => throw new NotImplementedException();

        /// <summary>Adds a STUN server, asked once for all links. Links name theirs in <see cref="PeerConnectionOptions.IceServers"/>; this is for those known before.</summary>
        public void AddStunServer(Timestamp now, SocketId socket, in TransportAddress server) => throw new NotImplementedException();

        /// <summary>Makes a link, which is in <see cref="PeerConnectionState.New"/> until it makes an offer or takes one.</summary>
        /// <exception cref="InvalidOperationException">There are <see cref="RtcEndpointOptions.MaxLinks"/> already.</exception>
        public PeerLink CreateLink(Timestamp now, PeerConnectionOptions options) => throw new NotImplementedException();

        /// <summary>Takes one UDP datagram, which it may decrypt in place.</summary>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram) => throw new NotImplementedException();

        public void HandleTimeout(Timestamp now) => throw new NotImplementedException();

        public Timestamp NextTimeout => throw new NotImplementedException();

        /// <summary>Writes the next datagram; the destination has at least <see cref="MaxDatagramSize"/> bytes.</summary>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit) => throw new NotImplementedException();

        /// <summary>The largest datagram that <see cref="TryPollTransmit"/> writes.</summary>
        public const int MaxDatagramSize = 1280;

        public bool TryPollEvent(out LinkEvent e) => throw new NotImplementedException();

        /// <summary>Returns every buffer. Links that should say goodbye are closed, and transmits drained, before.</summary>
        public void Dispose() => throw new NotImplementedException();
    }
}
