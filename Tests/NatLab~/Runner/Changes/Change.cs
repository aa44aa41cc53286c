using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>Something that happens to a player's network in the middle of a match.</summary>
/// <param name="Name">As the command line and the table have it.</param>
/// <param name="Does">The command of natlab that brings it about; {0} stands for the site.</param>
/// <param name="Undoes">The command that ends it after <see cref="Outage"/>; null for a change that stays.</param>
internal sealed record Change(string Name, string Does, string? Undoes = null)
{
    /// <summary>Seconds that a cable is out: shorter than the silence after which a link is lost.</summary>
    public const int Outage = 5;

    public static readonly IReadOnlyList<Change> All =
    [
        new("rebind", "renumber {0} rebind"),
        new("wan", "renumber {0} wan"),
        new("lan", "renumber {0} lan"),
        new("roam", "renumber {0} roam"),
        new("line", "cut {0}", "restore {0}"),
        new("cable", "cut {0}1", "restore {0}1"),
        new("second", "cut {0}1")
        {
            // A second network behind another router, which the system uses where the first is gone.
            Prepares =
            [
                "exec {0}1 ip link add eth1 type veth peer name {0}1 netns {1}", "exec c-gw ip link set {0}1 master lan up", "exec {0}1 ip link set eth1 up",
                "exec {0}1 ip address add 10.3.0.7{2}/24 dev eth1", "exec {0}1 ip route add default via 10.3.0.1 dev eth1 metric 500",
            ],
            CleansUp = ["restore {0}1", "exec {0}1 ip link delete eth1"],
            Becomes = NatType.Parse("port-restricted"),
        },
    ];

    /// <summary>Commands that go before, while nothing is measured; {1} stands for the namespace of the router of site c, {2} for the number of the site.</summary>
    public string[] Prepares { get; init; } = [];

    /// <summary>Commands that put back what stays changed, when it has been judged.</summary>
    public string[] CleansUp { get; init; } = [];

    /// <summary>What the player is behind afterwards, a site as the laboratory builds it; null for where it was.</summary>
    public NatType? Becomes { get; init; }

    /// <summary>The networks of both players afterwards.</summary>
    public Pair After(Pair pair, string site) => Becomes is null ? pair : site == "a" ? pair with { Creator = Becomes } : pair with { Joiner = Becomes };

    /// <summary>A site of public addresses has no mappings, and its public addresses are the clients' own: there it is one change with several names.</summary>
    public bool AppliesTo(NatType network) => network.Name != "none" || Name is "roam" or "line" or "cable" or "second";

    public Task PrepareAsync(Laboratory laboratory, string site, CancellationToken cancellationToken) => DoAllAsync(Prepares, laboratory, site, cancellationToken);

    public Task CleanUpAsync(Laboratory laboratory, string site, CancellationToken cancellationToken) => DoAllAsync(CleansUp, laboratory, site, cancellationToken);

    public Task DoAsync(Laboratory laboratory, string site, CancellationToken cancellationToken) => laboratory.DoAsync(cancellationToken, string.Format(null, Does, site).Split(' '));

    public Task UndoAsync(Laboratory laboratory, string site, CancellationToken cancellationToken) => laboratory.DoAsync(cancellationToken, string.Format(null, Undoes!, site).Split(' '));

    private static async Task DoAllAsync(string[] commands, Laboratory laboratory, string site, CancellationToken cancellationToken)
    {
        foreach (string command in commands)
            await laboratory.DoAsync(cancellationToken, string.Format(null, command, site, laboratory.Namespace("c-gw"), site[0] - 'a' + 1).Split(' '));
    }
}
