using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace P2PNet.Server;

/// <summary>Where a server listens, with the ports that it really has.</summary>
/// <param name="Http">As <c>http://host:port</c>.</param>
/// <param name="Stun">UDP endpoints; none where STUN is off.</param>
internal sealed record ServerAddresses(IReadOnlyList<string> Http, IReadOnlyList<IPEndPoint> Stun)
{
    /// <summary>For programs: one line that keeps its form, <c>p2pnet-server ready http=LIST stun=LIST</c>, lists separated by commas.</summary>
    public string ReadyLine() => $"p2pnet-server ready http={string.Join(',', Http)} stun={(Stun.Count == 0 ? "off" : string.Join(',', Stun))}";

    /// <summary>For people.</summary>
    public IEnumerable<string> Describe(ServerOptions options)
    {
        yield return "P2PNet lobby server. Lobbies and signaling: " + string.Join(", ", Http.Select(url => url + " (WebSocket path " + Protocol.ProtocolLimits.Path + ")"));
        yield return Stun.Count == 0 ? "STUN is off." : "STUN: UDP " + string.Join(", ", Stun);
        if (Http.Any(url => url.Contains("0.0.0.0") || url.Contains("[::]")) && options.PublicAddress is null)
            yield return "Everybody who reaches this machine can use it; --urls http://127.0.0.1:7777 keeps it to this machine alone.";
    }

    /// <inheritdoc/>
    public override string ToString() => ReadyLine();
}
