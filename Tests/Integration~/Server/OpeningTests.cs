using System.Net.WebSockets;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.IntegrationTests.Server;

/// <summary>Frames within the WebSocket's upgrade request.</summary>
internal sealed class OpeningTests
{
    [Test]
    public async Task AnswersHelloAndJoinOfTheRequestAtOnce()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient host = (await server.MakeLobbyAsync(1, places: 4))[0];

        await using RawClient guest = await RawClient.OpenAsync(server.WebSocketUri, new HelloFrame(), new JoinLobbyByCodeFrame(7, host.Lobby!.Code, new PlayerDescription("Bob")));

        Assert.That(guest.Socket.SubProtocol, Is.EqualTo(OpeningFrames.Subprotocol));
        WelcomeFrame welcome = await guest.ExpectAsync<WelcomeFrame>();
        LobbyJoinedFrame joined = await guest.ExpectAsync<LobbyJoinedFrame>();
        Assert.That((joined.Id, joined.Lobby.Players[^1].Id), Is.EqualTo((7, welcome.PlayerId)));
        Assert.That((await host.ExpectAsync<PlayerJoinedFrame>()).Player.Description.Name, Is.EqualTo("Bob"));
        await guest.ExpectNothingAsync();
    }

    [Test]
    public async Task MistakesInTheRequestAreAnsweredLikeOthers()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using RawClient lost = await RawClient.OpenAsync(server.WebSocketUri, new HelloFrame(), new JoinLobbyByCodeFrame(7, "NOCODE", new PlayerDescription("Bob")));
        await lost.ExpectAsync<WelcomeFrame>();
        Assert.That((await lost.ExpectErrorAsync(ErrorCode.LobbyNotFound)).Id, Is.EqualTo(7));
        await lost.ExpectNothingAsync();

        await using RawClient rude = await RawClient.OpenAsync(server.WebSocketUri, new PingFrame(1), new HelloFrame());
        await rude.ExpectErrorAsync(ErrorCode.UnexpectedFrame, fatal: true);
        await rude.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
    }

    [Test]
    public async Task FramesAreOfNoAccountWithoutTheSubprotocolThatSaysSo()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using RawClient client = await RawClient.OpenAsync(server.WebSocketUri, ProtocolLimits.Subprotocol, new HelloFrame());
        await client.SendAsync(new HelloFrame());
        await client.ExpectAsync<WelcomeFrame>();
        await client.ExpectNothingAsync();
    }

    [TestCase("not.base64")]
    [TestCase("")]
    public async Task RefusesWhatCannotBeRead(string rest)
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(OpeningFrames.Subprotocol);
        socket.Options.AddSubProtocol(OpeningFrames.Prefix + rest);
        if (rest.Length > 0)
        {
            Assert.That(async () => await socket.ConnectAsync(server.WebSocketUri, default), Throws.InstanceOf<WebSocketException>());
            return;
        }

        // An empty frame is a malformed one, which the protocol has an answer for.
        await using RawClient client = await RawClient.OpenAsync(server.WebSocketUri, socket);
        await client.ExpectErrorAsync(ErrorCode.MalformedFrame, fatal: true);
    }
}
