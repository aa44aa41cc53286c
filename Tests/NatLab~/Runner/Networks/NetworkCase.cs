using System.Collections.Generic;

namespace P2PNet.NatLab;

/// <summary>Two players in networks that are more than a NAT each.</summary>
/// <param name="Name">As the command line has it.</param>
/// <param name="Title">As a reader does.</param>
/// <param name="Commands">What makes the networks out of two sites behind port-restricted NATs: commands of natlab, or of ip at a host (<c>a1: …</c>).</param>
/// <param name="IsDirect">Whether the two can do without a relay.</param>
internal sealed record NetworkCase(string Name, string Title, string[] Commands, bool IsDirect)
{
    private const string OnlyIpv6 = "-4 address flush dev eth0";

    public static readonly IReadOnlyList<NetworkCase> All =
    [
        new("dual-stack", "both have IPv6 behind firewalls, and IPv4 behind symmetric NATs", ["nat a symmetric", "nat b symmetric", "v6 a firewall", "v6 b firewall"], true) { IsIpv6 = true },
        new("ipv6-only", "both have IPv6 alone", ["v6 a firewall", "v6 b firewall", "a1: " + OnlyIpv6, "b1: " + OnlyIpv6], true) { CreatorUrl = Ipv6Url, JoinerUrl = Ipv6Url, IsIpv6 = true },
        new("ipv6-dual", "one has IPv6 alone, the other both", ["v6 a firewall", "v6 b firewall", "a1: " + OnlyIpv6], true) { CreatorUrl = Ipv6Url, IsIpv6 = true },
        new("ipv6-ipv4", "one has IPv6 alone, the other IPv4 alone", ["v6 a firewall", "a1: " + OnlyIpv6], false) { CreatorUrl = Ipv6Url },
        new("ipv4-ipv6", "the same, the other way round", ["v6 b firewall", "b1: " + OnlyIpv6], false) { JoinerUrl = Ipv6Url },
        new("one-home", "in one home, whose router does not hairpin", [], true) { JoinerHost = "a2" },
        new("one-office", "in one office, from which no UDP gets out", ["nat a udp-blocked"], true) { JoinerHost = "a2" },
        new("one-carrier", "behind one carrier, whose routers do not hairpin", ["nat a cgnat", "nat b cgnat via=a"], false),
        new("one-carrier-hairpin", "behind one carrier, whose routers hairpin", ["nat a cgnat hairpin=on", "nat b cgnat via=a"], true),
        new("kernel", "behind the NAT of Linux", ["nat a linux", "nat b linux"], true),
        new("kernel-random", "behind the NAT of Linux, with random ports", ["nat a linux-random", "nat b linux"], false),
        new("dead-interface", "one has a second interface that leads nowhere", ["a1: link add vpn0 type veth peer name vpn1", "a1: address add 10.99.0.2/24 dev vpn0", "a1: link set vpn0 up", "a1: link set vpn1 up"], true) { Undo = ["a1: link delete vpn0"] },
        new("narrow", "lines of small packets", ["mtu a 1280", "mtu b 1280"], true) { Undo = ["mtu a 1500", "mtu b 1500"] },
        new("lossy", "lines that lose 5 % of the packets, and 10 ms of jitter", ["impair a delay=12.5ms jitter=10ms loss=5%", "impair b delay=12.5ms jitter=10ms loss=5%"], true) { Undo = ["impair a delay=12.5ms", "impair b delay=12.5ms"] },
    ];

    /// <summary>Where those without IPv4 reach the server.</summary>
    private static string Ipv6Url => LabServer.Ipv6Url;

    public string CreatorUrl { get; init; } = LabServer.Url;

    public string JoinerUrl { get; init; } = LabServer.Url;

    /// <summary>The joiner's host.</summary>
    public string JoinerHost { get; init; } = "b1";

    /// <summary>Whether the path has to be of IPv6.</summary>
    public bool IsIpv6 { get; init; }

    /// <summary>What puts back what setting the NAT types anew does not.</summary>
    public string[] Undo { get; init; } = [];

    public Meeting Meeting => new(CreatorUrl, JoinerUrl, IsDirect)
    {
        // An office behind a firewall has no relay over UDP to offer either.
        CreatorRelay = Name == "one-office" ? RelayTransport.Tcp : RelayTransport.Udp,
        JoinerRelay = Name == "one-office" ? RelayTransport.Tcp : RelayTransport.Udp,
    };
}
