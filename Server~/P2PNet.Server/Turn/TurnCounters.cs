using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Server.Turn;

/// <summary>What came to a <see cref="TurnServer"/>, and why what was dropped was. Its thread counts; reading is at most a little late.</summary>
internal sealed class TurnCounters
{
    private const int FirstError = 300;

    private readonly long[] _errors = new long[400];
    private readonly long[] _refusals = new long[Enum.GetValues<RelayLimit>().Length];

    /// <summary>Datagrams relayed from clients to peers.</summary>
    public long ToPeers { get; set; }

    /// <summary>Their bytes, without headers.</summary>
    public long BytesToPeers { get; set; }

    /// <summary>Datagrams relayed from peers to clients.</summary>
    public long ToClients { get; set; }

    /// <summary>Their bytes, without headers.</summary>
    public long BytesToClients { get; set; }

    /// <summary>Datagrams from one relay to another of this server, which no socket saw; they count in both directions besides.</summary>
    public long BetweenRelays { get; set; }

    /// <summary>Allocations that stand.</summary>
    public long Allocations { get; set; }

    /// <summary>Relayed addresses that are open, reserved ones included.</summary>
    public long Relays { get; set; }

    /// <summary>Allocations that were ever made.</summary>
    public long AllocationsMade { get; set; }

    /// <summary>Dropped: neither STUN nor ChannelData, or cut short.</summary>
    public long Malformed { get; set; }

    /// <summary>Dropped: indications and ChannelData of clients without an allocation, and responses, which nobody asked for.</summary>
    public long Unexpected { get; set; }

    /// <summary>Dropped: ChannelData on a channel that is not bound.</summary>
    public long NoChannel { get; set; }

    /// <summary>Dropped: to or from peers without a permission.</summary>
    public long NoPermission { get; set; }

    /// <summary>Dropped: to an address that nobody may reach, this server's own for example.</summary>
    public long Refused { get; set; }

    /// <summary>Dropped: longer than a datagram of UDP, than an indication holds, or than what somebody without an allocation may ask.</summary>
    public long TooLong { get; set; }

    /// <summary>Dropped: more bytes than the user, or all users, may send.</summary>
    public long Throttled { get; set; }

    /// <summary>Requests that prove nothing and were left without an answer: too many came from there.</summary>
    public long Unanswered { get; set; }

    /// <summary>Relayed addresses that were refused because a limit was reached.</summary>
    public long Refusals(RelayLimit limit) => _refusals[(int)limit];

    public void CountRefusal(RelayLimit limit) => _refusals[(int)limit]++;

    /// <summary>Error responses of a code.</summary>
    public long Errors(StunErrorCode code) => _errors[(int)code - FirstError];

    public void CountError(StunErrorCode code) => _errors[(int)code - FirstError]++;
}
