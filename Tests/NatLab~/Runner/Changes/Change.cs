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
    ];

    /// <summary>A site of public addresses has no mappings, and its public addresses are the clients' own: there it is one change with several names.</summary>
    public bool AppliesTo(NatType network) => network.Name != "none" || Name is "roam" or "line" or "cable";

    public Task DoAsync(Laboratory laboratory, string site, CancellationToken cancellationToken) => laboratory.DoAsync(cancellationToken, string.Format(null, Does, site).Split(' '));

    public Task UndoAsync(Laboratory laboratory, string site, CancellationToken cancellationToken) => laboratory.DoAsync(cancellationToken, string.Format(null, Undoes!, site).Split(' '));
}
