using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.IntegrationTests.Server;

internal sealed class LogTests
{
    [Test]
    public async Task SaysNothingSecretAtAnyLevel()
    {
        var logs = new List<string>();
        var secrets = new List<string>();
        LobbyServer server = await LobbyServer.StartAsync(o => (o.Grace, o.MaxQueuedFrames) = (TimeSpan.FromMilliseconds(50), 16));
        RawClient[] clients = await server.MakeLobbyAsync(2, places: 3);
        RawClient third = await server.ConnectAsync();
        await third.SendAsync(new CreateLobbyFrame(1, "SecretName", 2, true, new PlayerDescription("SecretPlayer", new Dictionary<string, string> { ["SecretKey"] = "SecretValue" })));
        LobbySnapshot other = (await third.ExpectAsync<LobbyJoinedFrame>()).Lobby;
        SignalRoute toHost = SignalRoute.ToPlayer(clients[0].PlayerId, "SecretLink");
        await clients[1].SendAsync(new OfferFrame(toHost, "v=0\r\na=ice-ufrag:SecretUfrag\r\na=ice-pwd:SecretPassword\r\n"));
        await clients[1].SendAsync(new CandidateFrame(toHost, "candidate:1 1 udp 1 203.0.113.77 9 typ host"));
        await clients[1].SendAsync(new LinkFailedFrame(toHost, "ice", "SecretSentence."));
        foreach (string bad in new[] { "SecretJunk", "{\"type\":\"SecretType\"}", "{\"type\":\"createLobby\",\"id\":1,\"name\":7,\"SecretMember\":1}" }) await clients[1].SendAsync(bad);
        await clients[1].SendAsync(new JoinLobbyByCodeFrame(1, other.Code, new PlayerDescription("x")));
        await third.SendAsync(new OfferFrame(SignalRoute.ToPlayer("SecretNobody", "x"), "v=SecretSdp"));
        await third.SendAsync(new byte[] { 1 }, WebSocketMessageType.Binary);
        await clients[1].SendAsync(new LeaveLobbyFrame(1));
        while (await clients[1].ReceiveAsync() is not LobbyLeftFrame)
        {
            // Errors, each its own answer.
        }

        clients[0].Abort();
        await server.DisposeAsync();

        logs.AddRange(server.Logs.Lines);
        secrets.AddRange(["Secret", "203.0.113.77", "candidate:", "ice-pwd", clients[0].Lobby!.Code, clients[0].Lobby!.Id, other.Code, other.Id]);
        secrets.AddRange(clients.Append(third).Select(c => c.PlayerId));
        Assert.That(logs.Count(l => l.Contains("P2PNet.Server.")), Is.GreaterThan(10), "there is something to look at");
        Assert.That(logs.Count(l => l.Contains("Kestrel")), Is.GreaterThan(10), "Kestrel's lines are looked at too");
        foreach (string secret in secrets) Assert.That(logs.Where(l => l.Contains(secret, StringComparison.OrdinalIgnoreCase)), Is.Empty, secret);
    }
}
