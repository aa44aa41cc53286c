namespace P2PNet.Tests.Network
{
    /// <summary>What a rule of a NAT depends on besides the inner address (RFC 4787 §4.1, §5).</summary>
    internal enum NatDependence : byte
    {
        /// <summary>Nothing else.</summary>
        EndpointIndependent,

        /// <summary>The other side's address.</summary>
        AddressDependent,

        /// <summary>The other side's address and port.</summary>
        AddressAndPortDependent,
    }

    /// <summary>A kind of NAT in the terms of RFC 4787, with the old names of RFC 3489 for those who think in them.</summary>
    internal sealed class NatBehavior
    {
        public static readonly NatBehavior FullCone = new NatBehavior(NatDependence.EndpointIndependent, NatDependence.EndpointIndependent, "full cone");
        public static readonly NatBehavior RestrictedCone = new NatBehavior(NatDependence.EndpointIndependent, NatDependence.AddressDependent, "restricted cone");
        public static readonly NatBehavior PortRestrictedCone = new NatBehavior(NatDependence.EndpointIndependent, NatDependence.AddressAndPortDependent, "port-restricted cone");
        public static readonly NatBehavior Symmetric = new NatBehavior(NatDependence.AddressAndPortDependent, NatDependence.AddressAndPortDependent, "symmetric");

        private readonly string _name;

        public NatBehavior(NatDependence mapping, NatDependence filtering, string name)
        {
            Mapping = mapping;
            Filtering = filtering;
            _name = name;
        }

        public NatDependence Mapping { get; }

        public NatDependence Filtering { get; }

        public override string ToString() => _name;
    }
}
