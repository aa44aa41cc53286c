using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>
    /// A NAT (RFC 4787): gives inner addresses ports on its outer one, and lets in what its filter allows. A mapping lives for
    /// <see cref="MappingLifetime"/> after the last packet out (REQ-6: outbound refresh). Hairpinning works where it is switched on.
    /// </summary>
    internal sealed class Nat
    {
        private readonly NatBehavior _behavior;
        private readonly List<Mapping> _mappings = new List<Mapping>();
        private ushort _nextPort = 40001;

        public Nat(NetworkSegment outside, string externalAddress, NatBehavior behavior)
        {
            Outside = outside;
            _behavior = behavior;
            if (!TransportAddress.TryParse(externalAddress, 0, out TransportAddress external)) throw new ArgumentException("No address: " + externalAddress, nameof(externalAddress));
            External = external;
            Inside = new NetworkSegment(this);
            outside.Attach(this);
        }

        public NetworkSegment Outside { get; }

        public NetworkSegment Inside { get; }

        /// <summary>Its outer address, with port 0.</summary>
        public TransportAddress External { get; private set; }

        public bool Hairpins { get; set; }

        /// <summary>Whether a mapping gets the inner port where that is free.</summary>
        public bool PreservesPorts { get; set; }

        public TimeSpan MappingLifetime { get; set; } = TimeSpan.FromSeconds(120);

        /// <summary>Forgets every mapping, as a router that restarts does.</summary>
        public void Reset()
        {
            _mappings.Clear();
            _nextPort += 1000;
        }

        /// <summary>The provider gives it another outer address, and every mapping is gone.</summary>
        public void Renumber(string externalAddress)
        {
            Reset();
            if (!TransportAddress.TryParse(externalAddress, 0, out TransportAddress external)) throw new ArgumentException("No address: " + externalAddress, nameof(externalAddress));
            External = external;
        }

        internal bool Carries(in TransportAddress destination) => destination.IsIPv6 == External.IsIPv6 && (Hairpins || !destination.SameAddress(External));

        internal TransportAddress MapOutbound(Timestamp now, TransportAddress inner, TransportAddress remote)
        {
            Mapping? mapping = _mappings.Find(m => m.Inner == inner && m.ExpiresAt > now && Agrees(_behavior.Mapping, m.MappedFor, remote));
            if (mapping == null)
            {
                mapping = new Mapping(inner, remote, External.WithPort(ChoosePort(now, inner.Port)));
                _mappings.Add(mapping);
            }

            mapping.ExpiresAt = now + MappingLifetime;
            if (!mapping.SentTo.Contains(remote)) mapping.SentTo.Add(remote);
            return mapping.Outer;
        }

        internal bool TryMapInbound(Timestamp now, TransportAddress remote, TransportAddress outer, out TransportAddress inner)
        {
            Mapping? mapping = _mappings.Find(m => m.Outer == outer && m.ExpiresAt > now);
            inner = mapping == null ? default : mapping.Inner;
            return mapping != null && mapping.SentTo.Exists(sent => Agrees(_behavior.Filtering, sent, remote));
        }

        private ushort ChoosePort(Timestamp now, ushort inner)
        {
            bool isTaken = _mappings.Exists(m => m.Outer.Port == inner && m.ExpiresAt > now);
            return PreservesPorts && !isTaken ? inner : _nextPort++;
        }

        private static bool Agrees(NatDependence dependence, TransportAddress known, TransportAddress remote)
        {
            switch (dependence)
            {
                case NatDependence.EndpointIndependent: return true;
                case NatDependence.AddressDependent: return known.SameAddress(remote);
                default: return known == remote;
            }
        }

        private sealed class Mapping
        {
            public Mapping(TransportAddress inner, TransportAddress mappedFor, TransportAddress outer)
            {
                Inner = inner;
                MappedFor = mappedFor;
                Outer = outer;
            }

            public TransportAddress Inner { get; }

            public TransportAddress MappedFor { get; }

            public TransportAddress Outer { get; }

            public List<TransportAddress> SentTo { get; } = new List<TransportAddress>();

            public Timestamp ExpiresAt { get; set; }
        }
    }
}
