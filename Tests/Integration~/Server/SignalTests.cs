using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.IntegrationTests.Server;

internal sealed class SignalTests
{
    [Test]
    public async Task PassesEverySignalToItsReceiverAloneAndInOrder()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(3);
        SignalRoute toHost = SignalRoute.ToPlayer(clients[0].PlayerId, "link-1");
        SignalFrame[] sent =
        [
            new OfferFrame(toHost, "v=0\r\n"), new CandidateFrame(toHost, "candidate:1 1 udp 1 192.0.2.1 9 typ host"), new EndOfCandidatesFrame(toHost),
            new AnswerFrame(toHost, "v=0\r\n"), new LinkFailedFrame(toHost, "ice", "No path was found."), new LinkEndedFrame(toHost),
        ];

        foreach (SignalFrame signal in sent) await clients[2].SendAsync(signal);

        foreach (SignalFrame signal in sent)
        {
            SignalFrame received = await clients[0].ExpectAsync<SignalFrame>();
            Assert.That((received.Type, received.From, received.To, received.Link), Is.EqualTo((signal.Type, clients[2].PlayerId, (string?)null, "link-1")));
        }

        foreach (RawClient client in clients) await client.ExpectNothingAsync();
    }

    [Test]
    public async Task NeverPassesASignalOutOfTheLobby()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] here = await server.MakeLobbyAsync(2);
        RawClient[] there = await server.MakeLobbyAsync(2);
        RawClient alone = await server.ConnectAsync();

        await here[0].SendAsync(new OfferFrame(SignalRoute.ToPlayer(there[0].PlayerId, "x"), "v=0\r\n"));
        Assert.That((await here[0].ExpectErrorAsync(ErrorCode.UnknownPlayer)).Link, Is.EqualTo("x"));
        await here[0].SendAsync(new OfferFrame(SignalRoute.ToPlayer(alone.PlayerId, "x"), "v=0\r\n"));
        await here[0].ExpectErrorAsync(ErrorCode.UnknownPlayer);
        await here[0].SendAsync(new OfferFrame(SignalRoute.ToPlayer(here[0].PlayerId, "x"), "v=0\r\n"));
        await here[0].ExpectErrorAsync(ErrorCode.UnknownPlayer);
        await alone.SendAsync(new OfferFrame(SignalRoute.ToPlayer(here[0].PlayerId, "y"), "v=0\r\n"));
        Assert.That((await alone.ExpectErrorAsync(ErrorCode.NotInLobby)).Link, Is.EqualTo("y"));

        foreach (RawClient client in here.Concat(there).Append(alone)) await client.ExpectNothingAsync();
    }

    [Test]
    public async Task PassesNothingFromWhoLeft()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);

        await clients[1].SendAsync(new LeaveLobbyFrame(1));
        await clients[1].SendAsync(new LinkEndedFrame(SignalRoute.ToPlayer(clients[0].PlayerId, "x")));

        await clients[1].ExpectAsync<LobbyLeftFrame>();
        await clients[1].ExpectErrorAsync(ErrorCode.NotInLobby);
        await clients[0].ExpectAsync<PlayerLeftFrame>();
        await clients[0].ExpectNothingAsync();
    }

    [Test]
    public async Task DoesNotLetASenderPretendToBeAnother()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(3);

        await clients[2].SendAsync(new LinkEndedFrame(SignalRoute.FromPlayer(clients[1].PlayerId, "x")));
        await clients[2].ExpectErrorAsync(ErrorCode.UnexpectedFrame);
        await clients[2].SendAsync($$"""{"type":"linkEnded","to":"{{clients[0].PlayerId}}","from":"{{clients[1].PlayerId}}","link":"x"}""");
        await clients[2].ExpectErrorAsync(ErrorCode.InvalidMember);

        await clients[0].ExpectNothingAsync();
    }

    [Test]
    public async Task TellsNewsOfAPlayerBeforeItsSignals()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(1);
        for (int i = 0; i < 50; i++)
        {
            RawClient joiner = await server.ConnectAsync();
            await joiner.JoinAsync(clients[0].Lobby!.Code);
            await joiner.SendAsync(new OfferFrame(SignalRoute.ToPlayer(clients[0].PlayerId, "x"), "v=0\r\n"));
            await joiner.SendAsync(new LeaveLobbyFrame(1));

            await clients[0].ExpectAsync<PlayerJoinedFrame>();
            await clients[0].ExpectAsync<OfferFrame>();
            await clients[0].ExpectAsync<PlayerLeftFrame>();
        }
    }
}
