using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>Relays held in reserve for a token (RFC 8656 §7.2, EVEN-PORT). Each counts as an allocation of its user's.</summary>
internal sealed class Reservations(AllocationTable allocations, IRandom random)
{
    /// <summary>RFC 8656 §7.2: at least 30 seconds.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ulong, Reservation> _byToken = [];

    public int Count => _byToken.Count;

    /// <summary>Holds a relay, and returns the token for it, which is never 0.</summary>
    public ulong Add(Relay relay, User user, Timestamp now)
    {
        ulong token;
        do token = random.NextUInt64();
        while (token == 0 || _byToken.ContainsKey(token));
        relay.ExpiresAt = now + Lifetime;
        user.Allocations++;
        _byToken.Add(token, new Reservation(relay, user));
        return token;
    }

    /// <summary>Takes the relay of a token, for the user who reserved it and nobody else.</summary>
    public Relay? Take(ulong token, User user, Timestamp now)
    {
        if (!_byToken.TryGetValue(token, out Reservation held) || held.User != user || held.Relay.ExpiresAt <= now) return null;
        _byToken.Remove(token);
        user.Allocations--;
        return held.Relay;
    }

    public void Sweep(Timestamp now)
    {
        foreach ((ulong token, Reservation held) in _byToken)
        {
            if (held.Relay.ExpiresAt > now) continue;
            _byToken.Remove(token);
            held.User.Allocations--;
            allocations.Close(held.Relay);
        }
    }

    private readonly record struct Reservation(Relay Relay, User User);
}
