using System;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>An engine of a probe as its shell sees it; its socket ids index the shell's sockets. Thread: the shell's.</summary>
    internal interface IProbeEngine
    {
        /// <summary>Nothing more will be found out.</summary>
        bool IsOver { get; }

        Timestamp NextTimeout { get; }

        void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram);

        void HandleTimeout(Timestamp now);

        bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit);

        /// <summary>Called when nothing is left to transmit.</summary>
        void DispatchEvents();
    }
}
