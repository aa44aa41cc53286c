using System;
using System.Collections.Concurrent;

namespace P2PNet.Server;

/// <summary>
/// Members that are out of touch, in the order in which they were lost. The grace time is the same for all, so the first in is the
/// first whose time is over, and a list without sorting does.
/// </summary>
internal sealed class GraceList(ServerOptions options, TimeProvider time)
{
    private readonly ConcurrentQueue<(Member Member, int Loss, long LostAt)> _lost = new();

    public void Add(Member member, int loss) => _lost.Enqueue((member, loss, time.GetTimestamp()));

    /// <summary>Takes the next member whose grace time is over. It may have left in another way by now, or be back. One caller at a time.</summary>
    public bool TryTakeExpired(out Member member, out int loss)
    {
        member = null!;
        loss = 0;
        if (!_lost.TryPeek(out (Member Member, int Loss, long LostAt) first) || time.GetElapsedTime(first.LostAt) < options.Grace) return false;
        _lost.TryDequeue(out _);
        member = first.Member;
        loss = first.Loss;
        return true;
    }
}
