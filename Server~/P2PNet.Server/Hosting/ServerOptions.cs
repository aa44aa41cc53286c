using System;
using System.Collections.Generic;
using System.Net;
using Microsoft.Extensions.Logging;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// What the server can be told; <see cref="Setting"/> has the names. The defaults serve everybody who can reach the machine:
/// a server that only its own machine reaches would be none.
/// </summary>
internal sealed class ServerOptions
{
    private TimeSpan _joinGrace = TimeSpan.FromSeconds(10);

    /// <summary>Where HTTP and WebSockets are served: all addresses, port 7777.</summary>
    public IReadOnlyList<string> Urls { get; set; } = ["http://*:7777"];

    /// <summary>UDP and TCP port of STUN and TURN, 0 for any free one, null for neither. Default 3478, the registered port of both.</summary>
    public int? StunPort { get; set; } = 3478;

    /// <summary>More ports of STUN and TURN, such as 443, which gets through more firewalls.</summary>
    public IReadOnlyList<int> MoreStunPorts { get; set; } = [];

    /// <summary>Where STUN and TURN listen; empty (default) for the addresses of <see cref="Urls"/>.</summary>
    public IReadOnlyList<IPAddress> StunAddresses { get; set; } = [];

    /// <summary>Second addresses for RFC 5780, at most one a family; empty (default) for none.</summary>
    public IReadOnlyList<IPAddress> StunAlternateAddresses { get; set; } = [];

    /// <summary>The second port for RFC 5780; null (default) for the one after <see cref="StunPort"/>.</summary>
    public int? StunAlternatePort { get; set; }

    /// <summary>What concerns relays.</summary>
    public TurnSettings Turn { get; } = new();

    /// <summary>The certificate that https addresses show, with its chain, as a PEM file; null (default) for none.</summary>
    public string? TlsCertificate { get; set; }

    /// <summary>Its private key as a PEM file; null (default): it is in the same file.</summary>
    public string? TlsKey { get; set; }

    /// <summary>Host name or address at which clients reach STUN and TURN; null (default) for the host in the address that the client connected to.</summary>
    public string? PublicAddress { get; set; }

    /// <inheritdoc cref="ConnectionRules.HeartbeatMilliseconds"/>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="ConnectionRules.TimeoutMilliseconds"/>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc cref="ConnectionRules.GraceMilliseconds"/>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc cref="ConnectionRules.JoinGraceMilliseconds"/>
    public TimeSpan JoinGrace
    {
        get => _joinGrace < Grace ? _joinGrace : Grace;
        set => _joinGrace = value;
    }

    /// <summary>Connections at a time. Default 10,000: each takes a file, and systems often allow 20,000 a process.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Lobbies at a time. Default 10,000.</summary>
    public int MaxLobbies { get; set; } = 10_000;

    /// <summary>Largest lobby that may be made, at most <see cref="ProtocolLimits.MaxPlayers"/>, the default.</summary>
    public int MaxPlayers { get; set; } = ProtocolLimits.MaxPlayers;

    /// <inheritdoc cref="ConnectionRules.FramesPerSecond"/>
    public int FramesPerSecond { get; set; } = 100;

    /// <inheritdoc cref="ConnectionRules.FrameBurst"/>
    public int FrameBurst { get; set; } = 1_000;

    /// <summary>
    /// Frames that wait for a client that reads slowly; one more cuts it off. Default 1,024: the answers and candidates of a full
    /// lobby come at once to the player that joins it.
    /// </summary>
    public int MaxQueuedFrames { get; set; } = 1_024;

    /// <summary>Bytes of these. Default 2 MiB, twice the largest frame of a server.</summary>
    public int MaxQueuedBytes { get; set; } = 2 * ProtocolLimits.MaxServerFrameBytes;

    /// <summary>The least important log lines that are written, to standard error. Default Information.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>The part that clients are told.</summary>
    public ConnectionRules ConnectionRules() => new()
    {
        HeartbeatMilliseconds = (int)Heartbeat.TotalMilliseconds,
        TimeoutMilliseconds = (int)Timeout.TotalMilliseconds,
        GraceMilliseconds = (int)Grace.TotalMilliseconds,
        JoinGraceMilliseconds = (int)JoinGrace.TotalMilliseconds,
        MaxPlayers = MaxPlayers,
        FramesPerSecond = FramesPerSecond,
        FrameBurst = FrameBurst,
    };
}
