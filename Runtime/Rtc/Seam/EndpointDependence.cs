namespace P2PNet.Rtc
{
    /// <summary>
    /// What a rule of a NAT or firewall depends on besides the inner address, in the words of RFC 4787 (§4.1 for mapping, §5 for
    /// filtering). Greater values are stricter.
    /// </summary>
    public enum EndpointDependence
    {
        /// <summary>It could not be found out.</summary>
        Unknown,

        /// <summary>Nothing: a mapping serves every partner; a filter lets everybody in.</summary>
        EndpointIndependent,

        /// <summary>The other side's address: each gets its own mapping; a filter lets in whoever's address was sent to.</summary>
        AddressDependent,

        /// <summary>At least the other side's address; whether its port counts, too, could not be found out.</summary>
        AtLeastAddressDependent,

        /// <summary>The other side's address and port.</summary>
        AddressAndPortDependent,
    }
}
