using System;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>A channel (RFC 8656 §12): four bytes that stand for a peer.</summary>
internal sealed class Channel(ushort number, in TransportAddress peer, Permission permission)
{
    /// <summary>RFC 8656 §12: 10 minutes unless refreshed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly TransportAddress _peer = peer;

    public ushort Number { get; } = number;

    public ref readonly TransportAddress Peer => ref _peer;

    /// <summary>For the way back: the peer may answer as long as this stands.</summary>
    public Permission Permission { get; } = permission;

    /// <summary>Whether the peer's address is one of this server's own, so that another relay may be meant.</summary>
    public bool IsOwnAddress { get; set; }

    public Timestamp ExpiresAt { get; set; }
}
