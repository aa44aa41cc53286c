namespace P2PNet.Server.Turn;

/// <summary>What came to STUN alone. The server's thread counts; reading is at most a little late.</summary>
internal sealed class StunCounters
{
    /// <summary>Binding requests that were answered with an address.</summary>
    public long Answered { get; set; }

    /// <summary>Requests answered 420: they ask for something that this server does not do.</summary>
    public long UnknownAttributes { get; set; }

    /// <summary>A FINGERPRINT that does not fit.</summary>
    public long WrongFingerprint { get; set; }
}
