using System.Globalization;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>What the server shows at <c>/</c>: what it is, and how much is going on; nothing about whom.</summary>
internal sealed class StatusPage(LobbyDirectory lobbies, ConnectionDirectory connections, TurnService turn)
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
        </table>
        </body>
        </html>

        """);
}
