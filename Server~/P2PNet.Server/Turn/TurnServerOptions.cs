using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>What a <see cref="TurnServer"/> is told. Everything a client can make grow has its bound here.</summary>
internal sealed record TurnServerOptions
{
    /// <summary>Where clients come in; a <see cref="ClientTuple"/> names them by their place in this list.</summary>
    public IReadOnlyList<TurnListener> Listeners { get; init; } = [];

    /// <summary>Whether it relays, or answers STUN alone.</summary>
    public bool IsRelaying { get; init; } = true;

    /// <summary>The realm of the credentials. Short, since it is in every 401, and the same on all servers that share a secret.</summary>
    public string Realm { get; init; } = "p2pnet";

    /// <summary>
    /// The secret that credentials are made with: password = base64(HMAC-SHA1(secret, username)). Whoever knows it lets anybody in.
    /// </summary>
    public byte[] Secret { get; init; } = [];

    /// <summary>
    /// Addresses at which relays are opened, at most one a family; empty (default) for the address at which the client came in.
    /// </summary>
    public IReadOnlyList<TransportAddress> RelayAddresses { get; init; } = [];

    /// <summary>What peers see instead of <see cref="RelayAddresses"/>, where a NAT translates one to one; at most one a family.</summary>
    public IReadOnlyList<TransportAddress> ExternalAddresses { get; init; } = [];

    /// <summary>The lowest port of a relay. Default 49152, the first dynamic one (RFC 8656 §7.2).</summary>
    public ushort FirstPort { get; init; } = 49152;

    /// <summary>The highest port of a relay. Default 65535.</summary>
    public ushort LastPort { get; init; } = 65535;

    /// <summary>Peers that may be reached or not.</summary>
    public PeerPolicy Peers { get; init; } = new();

    /// <summary>Second addresses and ports for RFC 5780, at most one group a family.</summary>
    public IReadOnlyList<AlternateListeners> Alternates { get; init; } = [];

    /// <summary>Relayed addresses at a time, reserved ones included. Default 8,000: each takes a file, beside the lobbies' connections.</summary>
    public int MaxAllocations { get; init; } = 8_000;

    /// <summary>
    /// Relayed addresses of one user. Default 64: a browser makes one for each link, network interface and transport.
    /// </summary>
    public int MaxAllocationsOfUser { get; init; } = 64;

    /// <summary>
    /// Relayed addresses of all users at one public IPv4 address or IPv6 /64; 0 for no limit. Default 512: a carrier's NAT, or a school, and still
    /// a fraction of <see cref="MaxAllocations"/>, since a name is to be had with every connection to the lobby server.
    /// </summary>
    public int MaxAllocationsOfNetwork { get; init; } = 512;

    /// <summary>Permissions of one allocation. Default 512, as many as our client asks for: a full lobby of 64, each with eight addresses.</summary>
    public int MaxPermissions { get; init; } = 512;

    /// <summary>Channels of one allocation. Default 256.</summary>
    public int MaxChannels { get; init; } = 256;

    /// <summary>Bytes a second that one user's relays carry, both ways together; 0 for no limit. Default 2 MiB.</summary>
    public long BytesPerSecondOfUser { get; init; } = 2 * 1024 * 1024;

    /// <summary>
    /// Bytes a second that the relays of all users at one public IPv4 address or IPv6 /64 carry, both ways together; 0 for no limit.
    /// Default 32 MiB: hundreds of players behind a carrier's NAT, and not the whole line of the server.
    /// </summary>
    public long BytesPerSecondOfNetwork { get; init; } = 32 * 1024 * 1024;

    /// <summary>Bytes a second that all relays carry; 0 (default) for no limit.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>
    /// Answers a second to requests that prove nothing, to one source address (IPv6: one /64); a tenth of a minute's worth may come at
    /// once. Default 200: so much a flood with a forged source can make this server send there, 30 KiB.
    /// </summary>
    public int UnprovenAnswersPerSecond { get; init; } = 200;

    /// <summary>How long a relay lives that is not refreshed (RFC 8656 §7.2: 10 minutes).</summary>
    public TimeSpan DefaultLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest lifetime that a client gets. Default 1 hour (RFC 8656 §7.2).</summary>
    public TimeSpan MaxLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a nonce is taken. Default 1 hour (RFC 8656 §5).</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The wall clock at <see cref="Timestamp.Zero"/>: credentials name their end by it.</summary>
    public DateTimeOffset Origin { get; init; }
}
