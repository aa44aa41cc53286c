using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>A match in which one player's line is cut for good: what each of the two is told, and when.</summary>
internal sealed class SeparationTrial(Arena arena, Pair pair)
{
    private const int MessagesPerSecond = 60;

    /// <summary>Milliseconds; not the default, so that what is told at the end is what was configured.</summary>
    private const int LostAfter = 5000;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public async Task<SeparationResult> RunAsync(string site, CancellationToken cancellationToken)
    {
        var result = new SeparationResult(pair, site, LostAfter);
        await arena.SetAsync(pair, cancellationToken);
        try
        {
            await arena.MeetAsync(pair.Meeting with { LostAfter = LostAfter }, cancellationToken);
            arena.TellBoth(new Order { Do = Order.Play, PerSecond = MessagesPerSecond });
            await Task.Delay(Calm, cancellationToken);
            await arena.Laboratory.DoAsync(cancellationToken, "cut", site);
            PlayerEvent[] suspect = await Task.WhenAll(arena.Players.Select(p => WaitAsync(p, PeerState.Suspect, cancellationToken)));
            PlayerEvent[] lost = await Task.WhenAll(arena.Players.Select(p => WaitAsync(p, PeerState.Disconnected, cancellationToken)));
            return result with { Suspect = [.. suspect.Select(e => e.Silence)], Lost = [.. lost.Select(e => e.Silence)], Reasons = [.. lost.Select(e => e.Reason)] };
        }
        catch (LabException e)
        {
            return result with { Problem = e.Message };
        }
        finally
        {
            await arena.Laboratory.DoAsync(cancellationToken, "restore", site);
            await arena.PartAsync(cancellationToken);
        }
    }

    private static Task<PlayerEvent> WaitAsync(PlayerProcess player, PeerState state, CancellationToken cancellationToken) =>
        player.WaitAsync(events => Array.Find(events, e => e.Event == PlayerEvent.Peer && e.State == state.ToString()), $"state {state}", Patience, cancellationToken);
}
