using System;
using System.Collections.Generic;
using System.Net;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>What the server can be told about relays; <see cref="TurnSetting"/> has the names.</summary>
internal sealed class TurnSettings
{
    /// <summary>Whether this server relays; null (default): it does where STUN is served and no other relays are named.</summary>
    public bool? IsOn { get; set; }

    /// <summary>What credentials are made with; null (default): a new one at each start, which nobody needs to know.</summary>
    public string? Secret { get; set; }

    /// <summary>Realm of the credentials.</summary>
    public string Realm { get; set; } = "p2pnet";

    /// <summary>Where relayed addresses are opened; empty (default): where the client came in.</summary>
    public IReadOnlyList<IPAddress> RelayAddresses { get; set; } = [];

    /// <summary>What others see instead, where a NAT translates one to one; empty (default): the same.</summary>
    public IReadOnlyList<IPAddress> ExternalAddresses { get; set; } = [];

    /// <summary>Ports of relayed addresses.</summary>
    public (ushort First, ushort Last) Ports { get; set; } = (49152, 65535);

    /// <summary>Peers that may be reached whatever they are.</summary>
    public IReadOnlyList<AddressRange> AllowedPeers { get; set; } = [];

    /// <summary>Peers that may not be reached although they are public.</summary>
    public IReadOnlyList<AddressRange> DeniedPeers { get; set; } = [];

    /// <inheritdoc cref="PeerPolicy.AllowPrivate"/>
    public bool? AllowPrivate { get; set; }

    /// <inheritdoc cref="TurnServerOptions.MaxAllocations"/>
    public int MaxAllocations { get; set; } = 8_000;

    /// <inheritdoc cref="TurnServerOptions.MaxAllocationsOfUser"/>
    public int MaxAllocationsOfUser { get; set; } = 64;

    /// <inheritdoc cref="TurnServerOptions.MaxAllocationsOfNetwork"/>
    public int MaxAllocationsOfNetwork { get; set; } = 512;

    /// <inheritdoc cref="TurnServerOptions.BytesPerSecond"/>
    public long BytesPerSecond { get; set; }

    /// <inheritdoc cref="TurnServerOptions.BytesPerSecondOfUser"/>
    public long BytesPerSecondOfUser { get; set; } = 2 * 1024 * 1024;

    /// <inheritdoc cref="TurnServerOptions.BytesPerSecondOfNetwork"/>
    public long BytesPerSecondOfNetwork { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long a member's credential is taken for new allocations. Default 12 hours: longer than people play.</summary>
    public TimeSpan CredentialLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The region that this server's own relay names; null (default) for none.</summary>
    public string? Region { get; set; }

    /// <summary>Relays that are other servers.</summary>
    public IReadOnlyList<ExternalRelay> Externals { get; set; } = [];
}
