using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>A relayed transport address and its socket. A dual allocation has two, each with its own lifetime (RFC 8656 §8.1).</summary>
internal sealed class Relay(RelayHandle handle, in TransportAddress local, in TransportAddress external)
{
    private readonly TransportAddress _local = local;
    private readonly TransportAddress _external = external;

    public RelayHandle Handle { get; } = handle;

    /// <summary>Where the socket is bound.</summary>
    public ref readonly TransportAddress Local => ref _local;

    /// <summary>What peers see.</summary>
    public ref readonly TransportAddress External => ref _external;

    /// <summary>Who is charged for it as long as it is open.</summary>
    public Payers? Payers { get; set; }

    /// <summary>Null while it is only reserved.</summary>
    public Allocation? Owner { get; set; }

    public Timestamp ExpiresAt { get; set; }
}
