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

        /// <summary>
        /// The way up: through every NAT between here and where the destination means something. Null where it means nothing anywhere.
        /// </summary>
        internal NetworkSegment? Ascend(Timestamp now, TransportAddress destination, ref TransportAddress source)
        {
            if (_hosts.ContainsKey(destination) || _nats.Exists(nat => nat.External.SameAddress(destination))) return this;
            if (Gateway == null || !Gateway.Carries(destination)) return null;
            source = Gateway.MapOutbound(now, source, destination);
            return Gateway.Outside.Ascend(now, destination, ref source);
        }

        /// <summary>The way down, from where <see cref="Ascend"/> ended: to whoever has the address, or the mapping of a NAT that lets it in.</summary>
        internal PacketFate Descend(Timestamp now, TransportAddress source, TransportAddress destination, out VirtualHost? receiver)
        {
            if (_hosts.TryGetValue(destination, out receiver)) return PacketFate.Delivered;
            foreach (Nat nat in _nats)
            {
                if (!nat.External.SameAddress(destination)) continue;
                return nat.TryMapInbound(now, source, destination, out TransportAddress inner)
                    ? nat.Inside.Descend(now, source, inner, out receiver)
                    : PacketFate.RefusedByNat;
            }

            return PacketFate.Unreachable;
        }

        /// <summary>Who would get it if every filter were open, for the length of the way; null where nobody would.</summary>
        internal VirtualHost? Find(Timestamp now, TransportAddress source, TransportAddress destination)
        {
            if (_hosts.TryGetValue(destination, out VirtualHost? host)) return host;
            Nat? nat = _nats.Find(candidate => candidate.External.SameAddress(destination));
            if (nat == null) return null;
            nat.TryMapInbound(now, source, destination, out TransportAddress inner);
            return inner.IsValid ? nat.Inside.Find(now, source, inner) : null;
        }
    }
}
