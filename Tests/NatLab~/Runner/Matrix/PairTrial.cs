using System;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.NatLab;

/// <summary>Lets two players meet behind two NATs, and judges by what way.</summary>
internal sealed class PairTrial(Laboratory laboratory, PlayerProcess creator, PlayerProcess joiner)
{
    private const int MessagesPerSecond = 30;

    /// <summary>Above the session's own limit for a join, so that the reason for a failure is its own.</summary>
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(25);

    /// <summary>A relayed path that stands before the direct one may be used that long.</summary>
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(8);

    /// <summary>A relayed path is the last word when no other followed for so long.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private NatType? _creatorNat;
    private NatType? _joinerNat;

    public async Task<PairOutcome> RunAsync(Pair pair, CancellationToken cancellationToken)
    {
        if (_creatorNat != pair.Creator) await laboratory.DoAsync(cancellationToken, "nat", "a", (_creatorNat = pair.Creator).Name);
        if (_joinerNat != pair.Joiner) await laboratory.DoAsync(cancellationToken, "nat", "b", (_joinerNat = pair.Joiner).Name);
        var outcome = new PairOutcome(pair);
        try
        {
            outcome = await MeetAsync(outcome, cancellationToken);
            return outcome with { Problem = await TalkAsync(cancellationToken) ?? Judge(outcome) };
        }
        catch (LabException e)
        {
            return outcome with { Problem = e.Message };
        }
        finally
        {
            joiner.Tell(new Order { Do = Order.Leave });
            creator.Tell(new Order { Do = Order.Leave });
        }
    }

    private static string? Judge(PairOutcome outcome)
    {
        Pair pair = outcome.Pair;
        if (pair.IsDirect) return outcome.IsDirect ? null : "takes a relay where a direct path exists";
        if (outcome.IsDirect) return "is direct where no direct path was thought to exist";
        return outcome.Creator!.Objection(pair.Creator) ?? outcome.Joiner!.Objection(pair.Joiner);
    }

    private async Task<PairOutcome> MeetAsync(PairOutcome outcome, CancellationToken cancellationToken)
    {
        creator.Tell(new Order { Do = Order.Create, Url = outcome.Pair.Creator.ServerUrl });
        string code = (await creator.WaitAsync(PlayerEvent.Entered, JoinTimeout, cancellationToken)).Code!;
        joiner.Tell(new Order { Do = Order.Join, Url = outcome.Pair.Joiner.ServerUrl, Code = code });
        PlayerEvent greeted = await joiner.WaitAsync(PlayerEvent.Greeted, JoinTimeout, cancellationToken);
        await creator.WaitAsync(PlayerEvent.Greeted, Patience, cancellationToken);
        // A path shows where data goes: on an idle link the answering side may still report the one that stood first.
        foreach (PlayerProcess player in new[] { creator, joiner }) player.Tell(new Order { Do = Order.Play, PerSecond = MessagesPerSecond });
        await SettleAsync(outcome.Pair, cancellationToken);
        return outcome with { FirstMessage = greeted.Milliseconds, Creator = PathEnd.Of(creator.Path), Joiner = PathEnd.Of(joiner.Path) };
    }

    /// <summary>Waits for direct paths where there are some, and else until the paths do not change any more.</summary>
    private async Task SettleAsync(Pair pair, CancellationToken cancellationToken)
    {
        DateTime start = DateTime.UtcNow, changed = start;
        (PlayerEvent?, PlayerEvent?) paths = (creator.Path, joiner.Path);
        while (DateTime.UtcNow - start < SettleTimeout)
        {
            (PlayerEvent? Creator, PlayerEvent? Joiner) now = (creator.Path, joiner.Path);
            bool isDirect = PathEnd.Of(now.Creator) is { IsRelayed: false } && PathEnd.Of(now.Joiner) is { IsRelayed: false };
            if (isDirect && pair.IsDirect) return;
            if (now != paths) changed = DateTime.UtcNow;
            else if (!pair.IsDirect && now.Creator != null && now.Joiner != null && DateTime.UtcNow - changed > Settled) return;
            paths = now;
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Null when messages of both kinds went both ways and no reliable one was lost.</summary>
    private async Task<string?> TalkAsync(CancellationToken cancellationToken)
    {
        foreach (PlayerProcess player in new[] { creator, joiner }) player.Tell(new Order { Do = Order.Pause });
        DateTime deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            Traffic a = await creator.CountAsync(cancellationToken), b = await joiner.CountAsync(cancellationToken);
            bool isComplete = a.ReliableReceived == b.ReliableSent && b.ReliableReceived == a.ReliableSent;
            if (isComplete && a.UnreliableReceived > 0 && b.UnreliableReceived > 0) return a.Doubled + b.Doubled > 0 ? "messages were doubled" : null;
            if (DateTime.UtcNow > deadline) return $"of {b.ReliableSent} and {a.ReliableSent} reliable messages {a.ReliableReceived} and {b.ReliableReceived} arrived";
            await Task.Delay(50, cancellationToken);
        }
    }
}
