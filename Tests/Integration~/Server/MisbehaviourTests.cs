using System;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

/// <summary>What a client does wrong is answered, and is nobody else's trouble.</summary>
internal sealed class MisbehaviourTests
{
    [TestCase("not json", ErrorCode.MalformedFrame)]
    [TestCase("[]", ErrorCode.MalformedFrame)]
    [TestCase("{\"type\":\"dance\",\"id\":3}", ErrorCode.UnknownFrame)]
    [TestCase("{\"type\":\"createLobby\",\"id\":3}", ErrorCode.InvalidMember)]
    [TestCase("{\"type\":\"hello\",\"protocol\":1}", ErrorCode.UnexpectedFrame)]
    [TestCase("{\"type\":\"pong\",\"id\":3,\"serverTime\":1}", ErrorCode.UnexpectedFrame)]
    [TestCase("{\"type\":\"leaveLobby\",\"id\":3}", ErrorCode.NotInLobby)]
    [TestCase("{\"type\":\"deleteLobby\",\"id\":3}", ErrorCode.NotInLobby)]
    public async Task AnswersAMistakeAndGoesOn(string text, string code)
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient client = await server.ConnectAsync();

        await client.SendAsync(text);

        ErrorFrame error = await client.ExpectErrorAsync(code);
        Assert.That(error.Id, Is.EqualTo(text.Contains("\"id\":3") ? 3L : null));
        await client.ExpectNothingAsync();
    }

    [Test]
    public async Task RefusesASecondLobby()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2, places: 3);

        await clients[0].SendAsync(new CreateLobbyFrame(8, "", 2, false, new PlayerDescription("a")));
        Assert.That((await clients[0].ExpectErrorAsync(ErrorCode.AlreadyInLobby)).Id, Is.EqualTo(8));
        await clients[1].SendAsync(new JoinLobbyByCodeFrame(9, clients[0].Lobby!.Code, new PlayerDescription("a")));
        Assert.That((await clients[1].ExpectErrorAsync(ErrorCode.AlreadyInLobby)).Id, Is.EqualTo(9));
        await clients[0].ExpectNothingAsync();
    }

    [TestCase("{\"type\":\"ping\",\"id\":3}", ErrorCode.UnexpectedFrame)]
    [TestCase("{\"type\":\"createLobby\",\"id\":3,\"maxPlayers\":2}", ErrorCode.UnexpectedFrame)]
    [TestCase("{\"type\":\"hello\",\"protocol\":99}", ErrorCode.UnsupportedVersion)]
    [TestCase("{\"type\":\"hello\"}", ErrorCode.InvalidMember)]
    [TestCase("GET / HTTP/1.1", ErrorCode.MalformedFrame)]
    public async Task EndsAConnectionThatDoesNotBeginWithHello(string text, string code)
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient client = await server.ConnectAsync(sayHello: false);

        await client.SendAsync(text);

        await client.ExpectErrorAsync(code, fatal: true);
        await client.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
    }

    [Test]
    public async Task EndsTheConnectionOfAnOversizedFrameAlone()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);

        await clients[1].SendAsync(Encoding.UTF8.GetBytes("{\"type\":\"ping\",\"id\":1,\"x\":\"" + new string('x', 1_000_000) + "\"}"), WebSocketMessageType.Text);

        await clients[1].ExpectErrorAsync(ErrorCode.FrameTooLarge, fatal: true);
        await clients[1].ExpectCloseAsync(WebSocketCloseStatus.MessageTooBig);
        Assert.That((await clients[0].ExpectAsync<PlayerPresenceFrame>()).Presence, Is.EqualTo(PlayerPresence.Suspect));
        await clients[0].ExpectNothingAsync();
    }

    [Test]
    public async Task TakesTheLargestAllowedFrame()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient client = await server.ConnectAsync();
        string head = "{\"type\":\"ping\",\"id\":1,\"x\":\"";

        await client.SendAsync(head + new string('x', ProtocolLimits.MaxFrameBytes - head.Length - 2) + "\"}");
        await client.ExpectAsync<PongFrame>();
        await client.SendAsync(head + new string('x', ProtocolLimits.MaxFrameBytes - head.Length - 1) + "\"}");
        await client.ExpectErrorAsync(ErrorCode.FrameTooLarge, fatal: true);
    }

    [Test]
    public async Task EndsTheConnectionOfABinaryFrameAlone()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);

        await clients[1].SendAsync(new byte[100_000], WebSocketMessageType.Binary);

        await clients[1].ExpectErrorAsync(ErrorCode.BinaryFrame, fatal: true);
        await clients[1].ExpectCloseAsync(WebSocketCloseStatus.InvalidMessageType);
        await clients[0].ExpectAsync<PlayerPresenceFrame>();
        await clients[0].ExpectNothingAsync();
    }

    [Test]
    public async Task RefusesFramesAboveTheRateAndTakesThemAgainLater()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => (o.FramesPerSecond, o.FrameBurst) = (20, 30));
        RawClient client = await server.ConnectAsync();

        for (int i = 0; i < 45; i++) await client.SendAsync(new PingFrame(i));
        var answers = new Frame?[45];
        for (int i = 0; i < answers.Length; i++) answers[i] = await client.ReceiveAsync();

        ErrorFrame[] refused = answers.OfType<ErrorFrame>().ToArray();
        Assert.That(answers.Take(20), Is.All.InstanceOf<PongFrame>());
        Assert.That(refused, Is.Not.Empty);
        Assert.That(refused, Is.All.Matches<ErrorFrame>(e => e.Code == ErrorCode.RateLimited && !e.Fatal && e.Id != null));
        await Task.Delay(1500);
        await client.ExpectNothingAsync();
    }

    [Test]
    public async Task SendsAwayWhoGoesOnAboveTheRate()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => (o.FramesPerSecond, o.FrameBurst) = (1, 10));
        RawClient client = await server.ConnectAsync();

        for (int i = 0; i < 40; i++) await client.SendAsync(new PingFrame(i));

        Frame? frame;
        do frame = await client.ReceiveAsync();
        while (frame is PongFrame or ErrorFrame { Fatal: false });
        Assert.That(frame, Is.InstanceOf<ErrorFrame>());
        Assert.That(((ErrorFrame)frame!).Code, Is.EqualTo(ErrorCode.RateLimited));
        await client.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
    }

    [Test]
    public async Task MakesGuessingCodesSlow()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => (o.FramesPerSecond, o.FrameBurst) = (10, 100));
        RawClient client = await server.ConnectAsync();
        int guesses = 0;

        for (int i = 0; i < 20; i++)
        {
            await client.SendAsync(new JoinLobbyByCodeFrame(i, "AAAAA" + (char)('A' + i), new PlayerDescription("a")));
            if ((await client.ExpectAsync<ErrorFrame>()).Code == ErrorCode.LobbyNotFound) guesses++;
        }

        Assert.That(guesses, Is.LessThanOrEqualTo(6));
    }

    [Test]
    public async Task CutsOffAReaderThatIsTooSlowAndServesTheOthers()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => (o.MaxQueuedFrames, o.FramesPerSecond, o.FrameBurst) = (64, 100_000, 100_000));
        RawClient[] clients = await server.MakeLobbyAsync(3);
        string sdp = new('v', ProtocolLimits.MaxSdpLength);

        // clients[2] reads nothing. The system's buffers hold some megabytes for it, then the server's queue fills.
        Task<PlayerPresenceFrame> told = clients[0].ExpectAsync<PlayerPresenceFrame>();
        for (int i = 0; i < 5000 && !told.IsCompleted; i++) await clients[1].SendAsync(new OfferFrame(SignalRoute.ToPlayer(clients[2].PlayerId, "x"), sdp));

        PlayerPresenceFrame presence = await told;
        Assert.That((presence.PlayerId, presence.Presence), Is.EqualTo((clients[2].PlayerId, PlayerPresence.Suspect)));
        Assert.That(server.Logs.Lines.Count(l => l.Contains("cut off")), Is.EqualTo(1));
        await clients[0].ExpectNothingAsync();
        await clients[1].SendAsync(new LinkEndedFrame(SignalRoute.ToPlayer(clients[2].PlayerId, "last")));
        Frame? answer;
        do answer = await clients[1].ReceiveAsync();
        while (answer is PlayerPresenceFrame or ErrorFrame { Link: "x" });
        Assert.That(answer, Is.InstanceOf<ErrorFrame>());
        Assert.That((((ErrorFrame)answer!).Code, ((ErrorFrame)answer).Link), Is.EqualTo((ErrorCode.PlayerUnreachable, "last")));
    }

    [Test]
    public async Task TellsConnectionsBeyondTheLimitAndServesTheOthers()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.MaxConnections = 2);
        RawClient first = await server.ConnectAsync();
        RawClient second = await server.ConnectAsync();

        RawClient third = await server.ConnectAsync(sayHello: false);
        await third.ExpectErrorAsync(ErrorCode.ServerFull, fatal: true);
        await third.ExpectCloseAsync((WebSocketCloseStatus)1013);

        await first.ExpectNothingAsync();
        await second.ExpectNothingAsync();
    }

    [Test]
    public async Task LeavesNothingBehindWhenClientsVanishInTheMiddle()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Grace = TimeSpan.Zero);
        var connections = (ConnectionDirectory)server.Services.GetService(typeof(ConnectionDirectory))!;
        var lobbies = (LobbyDirectory)server.Services.GetService(typeof(LobbyDirectory))!;
        for (int i = 0; i < 30; i++)
        {
            RawClient client = await server.ConnectAsync(sayHello: i % 3 != 0);
            if (i % 3 == 2) await client.CreateLobbyAsync();
            // Half a frame, then nothing.
            await client.Socket.SendAsync(Encoding.UTF8.GetBytes("{\"type\":"), WebSocketMessageType.Text, endOfMessage: false, default);
            client.Abort();
        }

        Assert.That(() => (connections.Count, lobbies.Count), Is.EqualTo((0, 0)).After(5000, 20));
        Assert.That(server.Logs.Lines.Where(l => l.StartsWith("Error", StringComparison.Ordinal)), Is.Empty);
    }
}
