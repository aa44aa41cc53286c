using System;

namespace P2PNet.Server;

/// <summary>
/// What a connection may send: a bucket of tokens that fills by so many a second. A frame costs one, a mistake or a wrong code more,
/// so that guessing codes is slow. In debt, frames are refused but still cost: who goes on regardless is sent away.
/// Thread: the connection's reader.
/// </summary>
internal sealed class FrameRate(int perSecond, int burst, TimeProvider time)
{
    /// <summary>What a frame that was not understood costs beyond itself, and a join with a wrong code: 5 a second for long.</summary>
    public const int MistakeCost = 20;

    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Whether the debt is a whole burst: no client that waits when it is told to comes here.</summary>
    public bool IsHopeless => _tokens < -burst;

    /// <summary>Takes a frame's token; false where the frame must be refused.</summary>
    public bool TryTake()
    {
        long now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
        _filledAt = now;
        _tokens -= 1;
        return _tokens >= 0;
    }

    public void ChargeMistake() => _tokens -= MistakeCost;
}
