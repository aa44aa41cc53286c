using System;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>Bytes a second for long, and one second's worth at once. A rate of 0 is no limit.</summary>
internal sealed class TokenBucket(long bytesPerSecond)
{
    private readonly long _perSecond = bytesPerSecond;
    private long _bytes;
    private Timestamp _filledAt = new(long.MinValue / 2);

    public bool TryTake(Timestamp now, int bytes)
    {
        if (_perSecond == 0) return true;
        // Filled only when it is empty, so that most packets cost a subtraction.
        if (_bytes < bytes) Fill(now);
        if (_bytes < bytes) return false;
        _bytes -= bytes;
        return true;
    }

    private void Fill(Timestamp now)
    {
        double seconds = Math.Min(1, (now - _filledAt).TotalSeconds);
        long bytes = (long)(seconds * _perSecond);
        // What is less than a byte stays in the clock.
        if (bytes <= 0) return;
        _bytes = Math.Min(_perSecond, _bytes + bytes);
        _filledAt = now;
    }
}
