namespace P2PNet.Server;

/// <summary>What came to STUN. Each socket's loop counts into its own; reading them is never more than a little late.</summary>
internal sealed class StunCounters
{
    /// <summary>Binding requests that were answered with an address.</summary>
    public long Answered { get; set; }

    /// <summary>Requests answered 420: they ask for something that this server does not do.</summary>
    public long UnknownAttributes { get; set; }

    /// <summary>Not STUN (RFC 8489 §5), or cut short.</summary>
    public long Malformed { get; set; }

    /// <summary>A FINGERPRINT that does not fit.</summary>
    public long WrongFingerprint { get; set; }

    /// <summary>Indications, responses, and methods other than Binding: dropped (RFC 8489 §6.3).</summary>
    public long NotBindingRequest { get; set; }

    /// <summary>Errors of the socket; on some systems an unreachable client of before shows here.</summary>
    public long SocketErrors { get; set; }

    public void Add(StunCounters other)
    {
        Answered += other.Answered;
        UnknownAttributes += other.UnknownAttributes;
        Malformed += other.Malformed;
        WrongFingerprint += other.WrongFingerprint;
        NotBindingRequest += other.NotBindingRequest;
        SocketErrors += other.SocketErrors;
    }
}
