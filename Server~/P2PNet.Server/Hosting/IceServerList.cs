using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Server.Turn;
using IceServer = P2PNet.Protocol.IceServer;

namespace P2PNet.Server;

/// <summary>The STUN and TURN servers that clients are told. Thread: any.</summary>
internal sealed class IceServerList(ServerOptions options, TurnService turn, TimeProvider time)
{
    private readonly ICryptoProvider _crypto = NativeCrypto.Create();

    /// <summary>Where this server listens; known before the first client is there.</summary>
    public ServerAddresses? Addresses { get; set; }

    /// <summary>For a client in no lobby that reached the server by this host: STUN alone.</summary>
    public IReadOnlyList<IceServer> For(string host)
    {
        if (turn.EndPoints.Count == 0) return [];
        return [new IceServer([FormattableString.Invariant($"stun:{Name(host)}:{turn.EndPoints[0].Port}")])];
    }

    /// <summary>For a member of a lobby: its relay besides, with credentials for this player alone.</summary>
    public IReadOnlyList<IceServer> For(string host, string playerId, RelayServer? relay)
    {
        IReadOnlyList<IceServer> servers = For(host);
        if (relay is null || Addresses is null) return servers;
        DateTimeOffset now = time.GetUtcNow();
        (string username, string password) = RestCredentials.Make(_crypto, relay.Secret, playerId, now + options.Turn.CredentialLifetime);
        string? nonce = relay.Nonces?.For(username, now.ToUnixTimeSeconds());
        return [.. servers, new IceServer(relay.Urls ?? OwnUrls(Name(host)), username, password, relay.Realm, nonce)];
    }

    /// <summary>
    /// The ways to this server's own relay: each UDP port, one port of TCP, that of HTTP where clients reach it plainly, and one of TLS.
    /// </summary>
    private List<string> OwnUrls(string name)
    {
        var urls = turn.EndPoints.Select(e => e.Port).Distinct().Select(port => FormattableString.Invariant($"turn:{name}:{port}?transport=udp")).ToList();
        Uri[] http = [.. Addresses!.Http.Select(url => new Uri(url)).Where(url => IsReachableBy(name, url))];
        int? tcp = http.FirstOrDefault(url => url.Scheme == "http")?.Port ?? Addresses.TurnTcp.FirstOrDefault()?.Port ?? http.FirstOrDefault()?.Port;
        if (tcp != null) urls.Add(FormattableString.Invariant($"turn:{name}:{tcp}?transport=tcp"));
        // 443 is what firewalls let through, if anything.
        Uri? tls = http.Where(url => url.Scheme == "https").OrderBy(url => url.Port == 443 ? 0 : 1).FirstOrDefault();
        if (tls != null) urls.Add(FormattableString.Invariant($"turns:{name}:{tls.Port}?transport=tcp"));
        return urls;
    }

    /// <summary>An address of loopback, behind a reverse proxy, is no use to those outside.</summary>
    private static bool IsReachableBy(string name, Uri url) => !url.IsLoopback || name == "localhost" || (IPAddress.TryParse(name.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private string Name(string host)
    {
        string name = options.PublicAddress ?? host;
        return name.Contains(':') && name[0] != '[' ? "[" + name + "]" : name;
    }
}
