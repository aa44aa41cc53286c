using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>
    /// Where addresses mean one thing: the Internet, or what lies behind one NAT. Different segments may use the same private addresses.
    /// </summary>
    internal sealed class NetworkSegment
    {
        private readonly Dictionary<TransportAddress, VirtualHost> _hosts = new Dictionary<TransportAddress, VirtualHost>();
        private readonly List<Nat> _nats = new List<Nat>();

        public NetworkSegment(Nat? gateway = null) => Gateway = gateway;

        /// <summary>The NAT towards the outside; null for the Internet.</summary>
        public Nat? Gateway { get; }

        internal void Attach(TransportAddress address, VirtualHost host) => _hosts.Add(address, host);

        internal void Detach(TransportAddress address) => _hosts.Remove(address);

        /// <summary>A NAT whose outside is here.</summary>
        internal void Attach(Nat nat) => _nats.Add(nat);

        /// <summary>Carries a packet from here to whoever has its address, through NATs where there are any.</summary>
        internal PacketFate Route(Timestamp now, TransportAddress source, TransportAddress destination, out VirtualHost? receiver, out TransportAddress seenSource)
        {
            seenSource = source;
            if (_hosts.TryGetValue(destination, out receiver)) return PacketFate.Delivered;
            foreach (Nat nat in _nats)
            {
                if (!nat.External.SameAddress(destination)) continue;
                return nat.TryMapInbound(now, source, destination, out TransportAddress inner)
                    ? nat.Inside.Route(now, source, inner, out receiver, out seenSource)
                    : PacketFate.RefusedByNat;
            }

            if (Gateway == null || !Gateway.Carries(destination)) return PacketFate.Unreachable;
            return Gateway.Outside.Route(now, Gateway.MapOutbound(now, source, destination), destination, out receiver, out seenSource);
        }
    }
}
