using System;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;

namespace P2PNet.NatLab;

/// <summary>Lets two players meet and talk, and judges by what way.</summary>
internal sealed class MeetingTrial(Arena arena, Meeting meeting)
{
    private const int MessagesPerSecond = 30;

    /// <summary>Enough for a few messages of each kind.</summary>
    private static readonly TimeSpan Conversation = TimeSpan.FromSeconds(0.4);

    /// <summary>A relayed path that stands before the direct one may be used that long.</summary>
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(8);

    /// <summary>A relayed path is the last word when no other followed for so long.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whoever has UDP can send to the other's relay; two without need one each.</summary>
    private bool NeedsTwoRelays => meeting.CreatorRelay != RelayTransport.Udp && meeting.JoinerRelay != RelayTransport.Udp;

    public async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        var outcome = new Outcome();
        try
        {
            PlayerEvent greeted = await arena.MeetAsync(meeting, cancellationToken);
            // A path shows where data goes: on an idle link the answering side may still report the one that stood first.
            arena.TellBoth(new Order { Do = Order.Play, PerSecond = MessagesPerSecond });
            await Task.Delay(Conversation, cancellationToken);
            await SettleAsync(cancellationToken);
            outcome = outcome with { FirstMessage = greeted.Milliseconds, Creator = PathEnd.Of(arena.Creator.Path), Joiner = PathEnd.Of(arena.Joiner.Path) };
            return outcome with { Problem = await TalkAsync(cancellationToken) ?? Judge(outcome) };
        }
        catch (LabException e)
        {
            return outcome with { Problem = e.Message };
        }
        finally
        {
            await arena.PartAsync(cancellationToken);
        }
    }

    private string? Judge(Outcome outcome)
    {
        if (!outcome.IsConnected) return "no path is reported";
        if (meeting.IsDirect) return outcome.IsDirect ? null : "takes a relay where a direct path exists";
        if (!NeedsTwoRelays && outcome.Creator!.Local == CandidateType.Relayed && outcome.Joiner!.Local == CandidateType.Relayed) return "takes two relays where one is enough";
        if (outcome.IsDirect) return "is direct where no direct path was thought to exist";
        return outcome.Creator!.Objection(meeting.CreatorRelay) ?? outcome.Joiner!.Objection(meeting.JoinerRelay);
    }

    /// <summary>Waits for direct paths where there are some, for one relay where one is enough, and else until the paths do not change any more.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        DateTime start = DateTime.UtcNow, changed = start;
        (PlayerEvent?, PlayerEvent?) paths = (arena.Creator.Path, arena.Joiner.Path);
        while (DateTime.UtcNow - start < SettleTimeout)
        {
            (PlayerEvent? Creator, PlayerEvent? Joiner) now = (arena.Creator.Path, arena.Joiner.Path);
            bool isDirect = PathEnd.Of(now.Creator) is { IsRelayed: false } && PathEnd.Of(now.Joiner) is { IsRelayed: false };
            if (isDirect && meeting.IsDirect) return;
            bool isOverTwo = now.Creator?.Local == CandidateType.Relayed && now.Joiner?.Local == CandidateType.Relayed;
            bool isLastWord = !meeting.IsDirect && now.Creator != null && now.Joiner != null && (NeedsTwoRelays || !isOverTwo);
            if (now != paths) changed = DateTime.UtcNow;
            else if (isLastWord && DateTime.UtcNow - changed > Settled) return;
            paths = now;
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Null when messages of both kinds went both ways and no reliable one was lost.</summary>
    private async Task<string?> TalkAsync(CancellationToken cancellationToken)
    {
        arena.TellBoth(new Order { Do = Order.Pause });
        DateTime deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            Traffic a = await arena.Creator.CountAsync(cancellationToken), b = await arena.Joiner.CountAsync(cancellationToken);
            bool isComplete = a.ReliableReceived == b.ReliableSent && b.ReliableReceived == a.ReliableSent;
            if (isComplete && a.UnreliableReceived > 0 && b.UnreliableReceived > 0) return a.Doubled + b.Doubled > 0 ? "messages were doubled" : null;
            if (DateTime.UtcNow > deadline) return $"of {b.ReliableSent} and {a.ReliableSent} reliable messages {a.ReliableReceived} and {b.ReliableReceived} arrived";
            await Task.Delay(50, cancellationToken);
        }
    }
}
