using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;

namespace P2PNet.Native
{
    /// <summary>A <see cref="RelayProbe"/> in its shell.</summary>
    internal sealed class RelayRun : IProbeEngine
    {
        private readonly RelayProbe _probe;

        public RelayRun(RelayProbe probe) => _probe = probe;

        public bool IsOver { get; private set; }

        public Timestamp NextTimeout => _probe.NextTimeout;

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram) => _probe.HandleDatagram(now, info, datagram);

        public void HandleTimeout(Timestamp now) => _probe.HandleTimeout(now);

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit) => _probe.TryPollTransmit(now, destination, out transmit);

        public void DispatchEvents() => IsOver |= _probe.TryPollEvent(out _);
    }
}
