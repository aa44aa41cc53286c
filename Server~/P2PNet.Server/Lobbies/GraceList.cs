using System;
using System.Collections.Concurrent;

namespace P2PNet.Server;

/// <summary>
/// Members that are out of touch, in the order in which they were lost, those who were still joining apart. The grace time is the same
/// for all of a list, so the first in is the first whose time is over, and lists without sorting do.
/// </summary>
internal sealed class GraceList(ServerOptions options, TimeProvider time)
{
    private readonly ConcurrentQueue<(Member Member, int Loss, long LostAt)> _settled = new();
    private readonly ConcurrentQueue<(Member Member, int Loss, long LostAt)> _joining = new();

    public void Add(Member member, int loss) => (member.IsSettled ? _settled : _joining).Enqueue((member, loss, time.GetTimestamp()));

    /// <summary>Takes the next member whose grace time is over. It may have left in another way by now, or be back. One caller at a time.</summary>
    public bool TryTakeExpired(out Member member, out int loss) =>
        TryTakeExpired(_settled, options.Grace, out member, out loss) || TryTakeExpired(_joining, options.JoinGrace, out member, out loss);

    private bool TryTakeExpired(ConcurrentQueue<(Member Member, int Loss, long LostAt)> lost, TimeSpan grace, out Member member, out int loss)
    {
        member = null!;
        loss = 0;
        if (!lost.TryPeek(out (Member Member, int Loss, long LostAt) first) || time.GetElapsedTime(first.LostAt) < grace) return false;
        lost.TryDequeue(out _);
        member = first.Member;
        loss = first.Loss;
        return true;
    }
}
