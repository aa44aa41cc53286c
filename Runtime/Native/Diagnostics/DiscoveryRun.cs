using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;

namespace P2PNet.Native
{
    /// <summary>A <see cref="NatDiscovery"/> in its shell.</summary>
    internal sealed class DiscoveryRun : IProbeEngine
    {
        private readonly NatDiscovery _discovery;
        private readonly Action<DiscoveryState> _onState;

        public DiscoveryRun(NatDiscovery discovery, Action<DiscoveryState> onState)
        {
            _discovery = discovery;
            _onState = onState;
        }

        public bool IsOver => _discovery.State == DiscoveryState.Completed;

        public Timestamp NextTimeout => _discovery.NextTimeout;

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram) => _discovery.HandleDatagram(now, info, datagram);

        public void HandleTimeout(Timestamp now) => _discovery.HandleTimeout(now);

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit) => _discovery.TryPollTransmit(now, destination, out transmit);

        public void DispatchEvents()
        {
            while (_discovery.TryPollEvent(out DiscoveryEvent e)) _onState(e.State);
        }
    }
}
