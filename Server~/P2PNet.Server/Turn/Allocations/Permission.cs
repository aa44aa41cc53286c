using System;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>That peers at an IP address may send to the client (RFC 8656 §9).</summary>
internal sealed class Permission
{
    /// <summary>RFC 8656 §9: MUST be 300 seconds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public Timestamp ExpiresAt { get; set; }

    /// <summary>Channels to this address; as long as there are any, the permission is kept to be renewed.</summary>
    public int Channels { get; set; }
}
