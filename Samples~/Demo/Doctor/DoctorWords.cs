using System;
using System.Globalization;
using P2PNet.Rtc;

namespace P2PNet.Demo;

/// <summary>The field's words for what a report says.</summary>
internal static class DoctorWords
{
    public static string Of(NatType type) => type switch
    {
        NatType.Open => "open (public address)",
        NatType.SymmetricFirewall => "symmetric firewall",
        NatType.Untranslated => "public address, firewall unknown",
        NatType.FullCone => "full cone",
        NatType.RestrictedCone => "restricted cone",
        NatType.PortRestrictedCone => "port-restricted cone",
        NatType.Cone => "cone, which kind is unknown",
        NatType.Symmetric => "symmetric",
        NatType.UdpBlocked => "UDP blocked",
        _ => "unknown",
    };

    public static string Of(EndpointDependence dependence) => dependence switch
    {
        EndpointDependence.EndpointIndependent => "endpoint-independent",
        EndpointDependence.AddressDependent => "address-dependent",
        EndpointDependence.AtLeastAddressDependent => "address-dependent or stricter",
        EndpointDependence.AddressAndPortDependent => "address and port-dependent",
        _ => "unknown",
    };

    public static string Of(PartnerPath path) => path switch
    {
        PartnerPath.Direct => "directly",
        PartnerPath.Relayed => "through a relay",
        PartnerPath.None => "not at all",
        _ => "unknown",
    };

    public static string Of(RelayTransport transport) => transport.ToString().ToUpperInvariant();

    public static string Of(RelayAllocation allocation) => allocation switch
    {
        RelayAllocation.Works => "yes",
        RelayAllocation.NeedsCredentials => "with credentials",
        RelayAllocation.Refused => "refuses",
        RelayAllocation.NoAnswer => "no answer",
        _ => "no",
    };

    public static string YesOrNo(bool? value) => value switch
    {
        true => "yes",
        false => "no",
        null => "",
    };

    public static string Milliseconds(TimeSpan? time) => time is null ? "" : time.Value.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
