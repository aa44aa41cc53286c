using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>Relays held in reserve for a token (RFC 8656 §7.2, EVEN-PORT).</summary>
internal sealed class Reservations(AllocationTable allocations, IRandom random)
{
    /// <summary>RFC 8656 §7.2: at least 30 seconds.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ulong, Relay> _byToken = [];

    public int Count => _byToken.Count;

    /// <summary>Holds a relay, and returns the token for it, which is never 0.</summary>
    public ulong Add(Relay relay, Payers payers, Timestamp now)
    {
        ulong token;
        do token = random.NextUInt64();
        while (token == 0 || _byToken.ContainsKey(token));
        relay.ExpiresAt = now + Lifetime;
        allocations.Add(relay, payers);
        _byToken.Add(token, relay);
        return token;
    }

    /// <summary>Takes the relay of a token, for the user who reserved it and nobody else.</summary>
    public Relay? Take(ulong token, User user, Timestamp now)
    {
        if (!_byToken.TryGetValue(token, out Relay? held) || held.Payers!.User != user || held.ExpiresAt <= now) return null;
        _byToken.Remove(token);
        return held;
    }

    public void Sweep(Timestamp now)
    {
        foreach ((ulong token, Relay held) in _byToken)
        {
            if (held.ExpiresAt > now) continue;
            _byToken.Remove(token);
            allocations.Close(held);
        }
    }
}
