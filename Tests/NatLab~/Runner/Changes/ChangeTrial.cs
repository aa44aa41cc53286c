using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>One match with steady traffic both ways, to whose networks things happen.</summary>
internal sealed class ChangeTrial(Arena arena, Pair pair)
{
    private const int MessagesPerSecond = 60;

    /// <summary>How long the match goes on undisturbed before a change, and after it at least.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1.5);

    /// <summary>Above the silence after which a link is lost, so that it is the session that gives up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>How long a relay may stand in for a direct path after a change.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private bool _isPlaying;

    /// <summary>Begins the match.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await arena.SetAsync(pair, cancellationToken);
        await arena.MeetAsync(pair.Meeting, cancellationToken);
        arena.TellBoth(new Order { Do = Order.Play, PerSecond = MessagesPerSecond });
        // Long enough for a relayed path to give way to a direct one.
        await Task.Delay(2 * Calm, cancellationToken);
        _isPlaying = true;
    }

    /// <summary>Lets a change happen and watches; begins a new match where the last one did not survive.</summary>
    public async Task<ChangeResult> RunAsync(Change change, string site, CancellationToken cancellationToken)
    {
        var result = new ChangeResult(pair, change, site);
        try
        {
            await change.PrepareAsync(arena.Laboratory, site, cancellationToken);
            if (!_isPlaying) await BeginAsync(cancellationToken);
            await Task.Delay(Calm, cancellationToken);
            // Nothing that preparing did is counted.
            if (change.Prepares.Length > 0) arena.TellBoth(new Order { Do = Order.Play, PerSecond = MessagesPerSecond });
            Traffic[] before = await CountAsync(cancellationToken);
            await change.DoAsync(arena.Laboratory, site, cancellationToken);
            if (change.Undoes != null)
            {
                await Task.Delay(TimeSpan.FromSeconds(Change.Outage), cancellationToken);
                await change.UndoAsync(arena.Laboratory, site, cancellationToken);
                // The silence of the outage itself is not counted.
                arena.TellBoth(new Order { Do = Order.Play, PerSecond = MessagesPerSecond });
            }

            return await JudgeAsync(result, before, cancellationToken);
        }
        catch (LabException e)
        {
            return result with { Problem = e.Message };
        }
        finally
        {
            await change.CleanUpAsync(arena.Laboratory, site, cancellationToken);
            if (change.CleansUp.Length > 0) await Task.Delay(2 * Calm, cancellationToken);
            if (!_isPlaying) await arena.PartAsync(cancellationToken);
        }
    }

    /// <summary>Waits until everything reliable that was sent up to now has arrived, on a path without a detour, and compares.</summary>
    private async Task<ChangeResult> JudgeAsync(ChangeResult result, Traffic[] before, CancellationToken cancellationToken)
    {
        _isPlaying = false;
        var silence = new double[2];
        DateTime start = DateTime.UtcNow;
        Traffic[]? sent = null;
        while (true)
        {
            await Task.Delay(sent is null ? Calm : TimeSpan.FromMilliseconds(100), cancellationToken);
            Traffic[] now = await CountAsync(cancellationToken);
            for (int i = 0; i < 2; i++) silence[i] = Math.Max(silence[i], now[i].LongestSilence);
            sent ??= now;
            bool hasArrived = now[0].ReliableReceived >= sent[1].ReliableSent && now[1].ReliableReceived >= sent[0].ReliableSent;
            string? lost = arena.Players.SelectMany(p => p.Events).LastOrDefault(e => e.Event == PlayerEvent.Peer && e.State == nameof(PeerState.Disconnected))?.Reason;
            bool isOver = lost != null || DateTime.UtcNow - start > Patience;
            bool isDetour = result.Change.After(pair, result.Site).IsDirect && arena.Players.Any(p => PathEnd.Of(p.Path) is { IsRelayed: true });
            if ((!hasArrived && !isOver) || (hasArrived && isDetour && DateTime.UtcNow - start < Settling)) continue;

            _isPlaying = hasArrived && lost is null;
            return result with
            {
                Silence = silence,
                Lost = now.Sum(t => t.ReliableSkipped) - before.Sum(t => t.ReliableSkipped),
                Doubled = now.Sum(t => t.Doubled) - before.Sum(t => t.Doubled),
                UnreliableLost = Math.Max(0, now.Sum(t => t.UnreliableSent - t.UnreliableReceived) - before.Sum(t => t.UnreliableSent - t.UnreliableReceived)),
                Path = PathEnd.Of(arena.Creator.Path),
                Problem = !_isPlaying ? lost ?? $"what was sent did not arrive within {Patience.TotalSeconds:0} s"
                    : isDetour ? "stays on a relay where a direct path exists" : null,
            };
        }
    }

    private async Task<Traffic[]> CountAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(arena.Players.Select(p => p.CountAsync(cancellationToken)));
}
