using System.Collections.Generic;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>
/// The relays, and which one a lobby gets: all members of a lobby are sent to the same one, so that what they relay between each other
/// passes through one server and not through two. Plain TURN leaves this choice to chance. Thread: any.
/// </summary>
internal sealed class RelayDirectory
{
    private readonly List<RelayServer> _relays = [];

    public RelayDirectory(ServerOptions options, TurnService turn)
    {
        if (turn.IsRelaying) _relays.Add(new RelayServer(options.Turn, turn.Secret, () => turn.IsFull));
        foreach (ExternalRelay external in options.Turn.Externals) _relays.Add(new RelayServer(external, turn.Secret));
    }

    public IReadOnlyList<RelayServer> All => _relays;

    /// <summary>The relay for a lobby's next member: the one that the lobby has, unless that is down; else the best there is.</summary>
    /// <param name="current">What the lobby has, null at its first member.</param>
    /// <param name="region">The lobby's region, null where it names none.</param>
    public RelayServer? Choose(RelayServer? current, string? region)
    {
        if (current != null && current.Health != RelayHealth.Down) return current;
        RelayServer? best = null;
        foreach (RelayServer relay in _relays)
        {
            if (best is null || Rank(relay, region) < Rank(best, region) || (Rank(relay, region) == Rank(best, region) && relay.Load < best.Load)) best = relay;
        }

        return best;
    }

    /// <summary>
    /// Health before region, region before load. Where all are down the least loaded is still named: this server may be the one that has
    /// lost its way to them, and a relay that does not answer costs a player nothing who finds a direct path.
    /// </summary>
    private static int Rank(RelayServer relay, string? region) => (relay.Health == RelayHealth.Down ? 2 : 0) + (region is null || relay.Region == region ? 0 : 1);
}
