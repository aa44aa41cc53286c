using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>What the server shows at <c>/</c> and <c>/healthz</c>: what it is, and how much is going on; nothing about whom.</summary>
internal sealed class StatusPage(LobbyDirectory lobbies, ConnectionDirectory connections, TurnService turn, TurnStreams streams, RelayDirectory relays)
{
    public string Html() => string.Create(CultureInfo.InvariantCulture, $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>P2PNet lobby server</title></head>
        <body>
        <h1>P2PNet lobby server</h1>
        <p>Games connect here by WebSocket (path <code>{Protocol.ProtocolLimits.Path}</code>, subprotocol <code>{Protocol.ProtocolLimits.Subprotocol}</code>) to find each other; then they play from peer to peer.</p>
        <table>
        <tr><th>Lobbies</th><td id="lobbies">{lobbies.Count}</td></tr>
        <tr><th>Players in lobbies</th><td id="players">{lobbies.PlayerCount}</td></tr>
        <tr><th>Connections</th><td id="connections">{connections.Count}</td></tr>
        <tr><th>STUN requests answered</th><td id="stun">{turn.StunCounters.Answered}</td></tr>
        <tr><th>Relayed addresses</th><td id="allocations">{turn.Counters.Allocations}</td></tr>
        <tr><th>TURN connections over TCP and TLS</th><td id="streams">{streams.Count}</td></tr>
        <tr><th>Relayed to peers</th><td id="to-peers">{turn.Counters.ToPeers} datagrams, {turn.Counters.BytesToPeers} bytes</td></tr>
        <tr><th>Relayed to clients</th><td id="to-clients">{turn.Counters.ToClients} datagrams, {turn.Counters.BytesToClients} bytes</td></tr>
        <tr><th>Dropped, beyond the bandwidth</th><td id="throttled">{turn.Counters.Throttled} datagrams</td></tr>
        </table>
        <h2>Relays</h2>
        <table>
        <tr><th>Relay</th><th>Region</th><th>Capacity</th><th>Members sent there</th><th>Health</th></tr>
        {Relays()}</table>
        </body>
        </html>

        """);

    /// <summary>For those who watch over it: "ok" in the first line as long as lobbies are served, then one line a relay.</summary>
    public string Health()
    {
        var text = new StringBuilder("ok\n");
        foreach (RelayServer relay in relays.All) text.Append(CultureInfo.InvariantCulture, $"relay {relay.Health.ToString().ToLowerInvariant()} members={relay.Members} {relay}{(relay.Problem is string problem ? " (" + problem + ")" : "")}\n");
        return text.ToString();
    }

    private string Relays() => string.Concat(relays.All.Select(relay => string.Create(CultureInfo.InvariantCulture,
        $"<tr><td>{WebUtility.HtmlEncode(relay.ToString())}</td><td>{WebUtility.HtmlEncode(relay.Region ?? "")}</td><td>{relay.Capacity}</td><td>{relay.Members}</td><td>{relay.Health} {WebUtility.HtmlEncode(relay.Problem ?? "")}</td></tr>\n")));
}
