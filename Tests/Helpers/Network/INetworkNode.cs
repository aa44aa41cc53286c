using System;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>Something with the five doors of an engine (events apart, which the node handles itself) at a <see cref="VirtualHost"/>.</summary>
    internal interface INetworkNode
    {
        Timestamp NextTimeout { get; }

        void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram);

        void HandleTimeout(Timestamp now);

        bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit);

        /// <summary>Called when nothing is left to transmit. True where it did something that may give more.</summary>
        bool DispatchEvents(Timestamp now);
    }
}
