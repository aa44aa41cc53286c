using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>How long a relay lives (RFC 8656 §7.2, §8.2).</summary>
internal static class Lifetimes
{
    /// <summary>What a request gets: what it asks for, but no less than the default and no more than the longest.</summary>
    public static TimeSpan Granted(TurnServerOptions options, in StunMessage request)
    {
        if (!LifetimeAttribute.TryRead(request, out uint seconds)) return options.DefaultLifetime;
        long ticks = Math.Min(seconds * TimeSpan.TicksPerSecond, options.MaxLifetime.Ticks);
        return new TimeSpan(Math.Max(ticks, options.DefaultLifetime.Ticks));
    }

    /// <summary>Seconds that are left, rounded up: a client that comes in the last one comes in time.</summary>
    public static uint Left(Timestamp now, Relay relay) => (uint)Math.Ceiling((relay.ExpiresAt - now).TotalSeconds);
}
