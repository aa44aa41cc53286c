using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace P2PNet.Server;

/// <summary>Where a server listens, with the ports that it really has.</summary>
/// <param name="Http">As <c>http://host:port</c>.</param>
/// <param name="Stun">UDP endpoints of STUN and, where this server relays, TURN; none where both are off.</param>
/// <param name="TurnTcp">TCP endpoints of TURN beside those of HTTP; none where this server does not relay.</param>
internal sealed record ServerAddresses(IReadOnlyList<string> Http, IReadOnlyList<IPEndPoint> Stun, IReadOnlyList<IPEndPoint> TurnTcp)
{
    /// <summary>For programs: one line that keeps its form, <c>p2pnet-server ready http=LIST stun=LIST turn-tcp=LIST</c>, lists separated by commas.</summary>
    public string ReadyLine() => $"p2pnet-server ready http={string.Join(',', Http)} stun={List(Stun)} turn-tcp={List(TurnTcp)}";

    /// <summary>For people.</summary>
    public IEnumerable<string> Describe(ServerOptions options)
    {
        yield return "P2PNet lobby server. Lobbies and signaling: " + string.Join(", ", Http.Select(url => url + " (WebSocket path " + Protocol.ProtocolLimits.Path + ")"));
        if (Stun.Count == 0) yield return "STUN and TURN are off.";
        else if (!(options.Turn.IsOn ?? options.Turn.Externals.Count == 0)) yield return "STUN: UDP " + string.Join(", ", Stun) + ". This server does not relay.";
        else yield return "STUN and TURN: UDP " + string.Join(", ", Stun) + "; TURN over TCP on " + (TurnTcp.Count == 0 ? "" : string.Join(", ", TurnTcp) + " and on ") + "the ports of HTTP";
        if (Http.Any(url => url.Contains("0.0.0.0") || url.Contains("[::]")) && options.PublicAddress is null)
            yield return "Everybody who reaches this machine can use it; --urls http://127.0.0.1:7777 keeps it to this machine alone.";
    }

    private static string List(IReadOnlyList<IPEndPoint> endPoints) => endPoints.Count == 0 ? "off" : string.Join(',', endPoints);

    /// <inheritdoc/>
    public override string ToString() => ReadyLine();
}
