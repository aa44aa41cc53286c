using System.Collections.Generic;

namespace P2PNet.NatLab;

/// <summary>A network, and what the doctor has to say of it.</summary>
/// <param name="Name">As the command line has it.</param>
/// <param name="Nat">Words for <c>natlab nat a</c>.</param>
/// <param name="Diagnosis">Type, mapping and filtering, in the words of the doctor's JSON; a dash for unknown.</param>
/// <param name="Relays">The transports over which a relay works.</param>
internal sealed record DoctorCase(string Name, string Nat, string Diagnosis, string Relays)
{
    private const string Free = "endpointIndependent", ByAddress = "addressDependent", ByPort = "addressAndPortDependent";
    private const string All = "udp tcp tls", Streams = "tcp tls";

    /// <summary>Those of the table in the laboratory's README, which natlab's own prober and the classic <c>stun</c> client agree on, and some mixtures.</summary>
    public static readonly IReadOnlyList<DoctorCase> Known =
    [
        new("none", "none", $"open {Free} {Free}", All) { Hairpins = null, PreservesPorts = null },
        new("full-cone", "full-cone", $"fullCone {Free} {Free}", All),
        new("restricted-cone", "restricted-cone", $"restrictedCone {Free} {ByAddress}", All),
        new("port-restricted", "port-restricted", $"portRestrictedCone {Free} {ByPort}", All),
        new("symmetric", "symmetric", $"symmetric {ByPort} {ByPort}", All) { PreservesPorts = false },
        new("udp-blocked", "udp-blocked", "udpBlocked - -", Streams) { Hairpins = null, PreservesPorts = null },
        new("tcp443-only", "tcp443-only", "udpBlocked - -", "tls") { Hairpins = null, PreservesPorts = null, Url = LabServer.SecureUrl },
        new("cgnat", "cgnat", $"portRestrictedCone {Free} {ByPort}", All) { PreservesPorts = false },
        new("cgnat-full-cone", "cgnat home=full-cone carrier=full-cone", $"fullCone {Free} {Free}", All) { PreservesPorts = false },
        new("cgnat-symmetric", "cgnat carrier=symmetric", $"symmetric {ByPort} {ByPort}", All) { PreservesPorts = false },
        new("full-cone-hairpin", "full-cone hairpin=on", $"fullCone {Free} {Free}", All) { Hairpins = true },
        new("port-restricted-hairpin", "port-restricted hairpin=on", $"portRestrictedCone {Free} {ByPort}", All) { Hairpins = true },
        new("address-mapping", "full-cone map=adm", $"symmetric {ByAddress} {Free}", All) { PreservesPorts = false },
        new("linux", "linux", $"portRestrictedCone {Free} {ByPort}", All),
        new("linux-random", "linux-random", $"symmetric {ByPort} {ByPort}", All) { PreservesPorts = false },
    ];

    public bool? Hairpins { get; init; } = false;

    public bool? PreservesPorts { get; init; } = true;

    /// <summary>Where the network lets the lobby server be reached.</summary>
    public string Url { get; init; } = LabServer.SecureUrl;
}
