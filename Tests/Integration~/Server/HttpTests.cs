using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

internal sealed class HttpTests
{
    [Test]
    public async Task ShowsWhatItIsAndHowMuchGoesOn()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await server.MakeLobbyAsync(2);
        RawClient outside = await server.ConnectAsync();
        using var http = new HttpClient { BaseAddress = server.HttpUri };

        string page = await http.GetStringAsync("/");

        Assert.That(page, Does.Contain("<td id=\"lobbies\">1</td>").And.Contain("<td id=\"players\">2</td>").And.Contain("<td id=\"connections\">3</td>"));
        Assert.That(await http.GetStringAsync("/healthz"), Is.EqualTo("ok\nrelay up members=2 this server\n"));
    }

    [Test]
    public async Task SaysThatTheProtocolNeedsAWebSocket()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.HttpUri };

        using HttpResponseMessage response = await http.GetAsync("/v1");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("WebSocket"));
    }

    [Test]
    public async Task RefusesAnotherSubprotocol()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.AddSubProtocol("p2pnet.v99");

        Assert.That(async () => await socket.ConnectAsync(server.WebSocketUri, default), Throws.InstanceOf<System.Net.WebSockets.WebSocketException>());
        Assert.That(socket.HttpStatusCode is HttpStatusCode.BadRequest or 0, Is.True);
    }

    [Test]
    public async Task SaysThatThePortIsTaken()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        string taken = server.Addresses.Http[0];

        Assert.That(
            async () => await LobbyServer.StartAsync(o => o.Urls = [taken]),
            Throws.InstanceOf<StartException>().With.Message.Contains(taken).And.Message.Contains("--urls"));
    }
}
