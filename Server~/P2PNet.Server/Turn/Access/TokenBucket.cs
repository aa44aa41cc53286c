using System;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>Bytes a second for long, and one second's worth at once. A rate of 0 is no limit.</summary>
internal sealed class TokenBucket(long bytesPerSecond)
{
    private readonly long _perSecond = bytesPerSecond;
    private long _bytes;
    private Timestamp _filledAt = new(long.MinValue / 2);

    /// <summary>Whether so many bytes are left. What is asked for is not taken yet: several buckets may have to agree.</summary>
    public bool Has(Timestamp now, int bytes)
    {
        if (_perSecond == 0 || _bytes >= bytes) return true;
        // Filled only when it is empty, so that most packets cost a comparison.
        Fill(now);
        return _bytes >= bytes;
    }

    /// <summary>Takes what is there.</summary>
    public void Take(int bytes)
    {
        if (_perSecond != 0) _bytes -= bytes;
    }

    private void Fill(Timestamp now)
    {
        double seconds = Math.Min(1, (now - _filledAt).TotalSeconds);
        long bytes = (long)(seconds * _perSecond);
        if (bytes <= 0) return;
        _bytes = Math.Min(_perSecond, _bytes + bytes);
        // What is less than a byte stays in the clock, or a slow bucket that is asked often would fill at half its rate.
        _filledAt = seconds < 1 ? _filledAt + TimeSpan.FromSeconds(bytes / (double)_perSecond) : now;
    }
}
