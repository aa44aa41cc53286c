using System.Collections.Generic;
using System.Linq;

namespace P2PNet.NatLab;

/// <summary>A kind of network that a player can be behind, as <c>natlab nat</c> makes it.</summary>
/// <param name="Name">As natlab calls it.</param>
/// <param name="Label">As a reader does.</param>
/// <param name="Relay">The first transport that reaches a relay from there.</param>
/// <param name="MapsPerPeer">Whether each peer sees another port (address and port-dependent mapping, RFC 4787 §4.1), one that nobody can know beforehand.</param>
/// <param name="FiltersByPort">Whether only ports that were sent to may answer (address and port-dependent filtering, RFC 4787 §5).</param>
internal sealed record NatType(string Name, string Label, RelayTransport Relay = RelayTransport.Udp, bool MapsPerPeer = false, bool FiltersByPort = false)
{
    public static readonly IReadOnlyList<NatType> All =
    [
        new("none", "public"),
        new("full-cone", "full cone"),
        new("restricted-cone", "restricted"),
        new("port-restricted", "port-restr.", FiltersByPort: true),
        new("symmetric", "symmetric", MapsPerPeer: true, FiltersByPort: true),
        new("cgnat", "carrier", FiltersByPort: true),
        new("udp-blocked", "no UDP", RelayTransport.Tcp),
        new("tcp443-only", "443 only", RelayTransport.Tls),
    ];

    /// <summary>Where a player there reaches the lobby server.</summary>
    public string ServerUrl => Relay == RelayTransport.Tls ? LabServer.SecureUrl : LabServer.Url;

    public static NatType Parse(string name) =>
        All.FirstOrDefault(t => t.Name == name) ?? throw new LabException($"\"{name}\" is no NAT type: {string.Join(", ", All.Select(t => t.Name))}.");

    /// <summary>
    /// Whether a direct path to the other exists. Each must be able to send where the other listens: a port that only one peer sees can't be sent to
    /// beforehand, and where the answers' port must have been sent to, nothing from it gets in.
    /// </summary>
    public bool ReachesDirectly(NatType other) =>
        Relay == RelayTransport.Udp && other.Relay == RelayTransport.Udp
        && !(MapsPerPeer && other.FiltersByPort) && !(other.MapsPerPeer && FiltersByPort);

    public override string ToString() => Name;
}
