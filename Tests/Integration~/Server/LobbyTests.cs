using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

internal sealed class LobbyTests
{
    private static readonly Dictionary<string, string> Dunes = new() { ["map"] = "dunes" };
    private static readonly Dictionary<string, string> Blue = new() { ["team"] = "blue" };

    [Test]
    public async Task WelcomesWithAnIdentityRulesAndStun()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Heartbeat = TimeSpan.FromSeconds(3));
        RawClient client = await server.ConnectAsync();
        RawClient other = await server.ConnectAsync();

        Assert.That(client.Welcome!.PlayerId, Has.Length.EqualTo(20).And.Not.EqualTo(other.Welcome!.PlayerId));
        Assert.That(client.Welcome.Protocol, Is.EqualTo(1));
        Assert.That(client.Welcome.Rules.HeartbeatMilliseconds, Is.EqualTo(3000));
        Assert.That(client.Welcome.IceServers.Single().Urls, Is.EqualTo(new[] { "stun:127.0.0.1:" + server.Stun.Port }));
        Assert.That(client.Welcome.ServerTime, Is.EqualTo(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()).Within(60_000));
        Assert.That(client.Socket.SubProtocol, Is.EqualTo("p2pnet.v1"));
    }

    [Test]
    public async Task TellsThePublicAddressWhereOneIsSet()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.PublicAddress = "2001:db8::1");
        RawClient client = await server.ConnectAsync();

        Assert.That(client.Welcome!.IceServers.Single().Urls.Single(), Is.EqualTo("stun:[2001:db8::1]:" + server.Stun.Port));
    }

    [Test]
    public async Task MakesALobbyWithItsCreatorAsHost()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient host = await server.ConnectAsync();

        await host.SendAsync(new CreateLobbyFrame(7, "Friday night", 4, true, new PlayerDescription("Ann", Blue), Dunes));

        LobbyJoinedFrame joined = await host.ExpectAsync<LobbyJoinedFrame>();
        LobbySnapshot lobby = joined.Lobby;
        Assert.That(joined.Id, Is.EqualTo(7));
        Assert.That((lobby.Name, lobby.MaxPlayers, lobby.IsPrivate, lobby.IsLocked, lobby.HostId), Is.EqualTo(("Friday night", 4, true, false, host.PlayerId)));
        Assert.That(lobby.Code, Does.Match("^[2-9A-HJ-NP-Z]{6}$"));
        Assert.That(lobby.Properties, Is.EquivalentTo(Dunes));
        Assert.That(lobby.Players.Single().Id, Is.EqualTo(host.PlayerId));
        Assert.That(lobby.Players.Single().Description.Name, Is.EqualTo("Ann"));
        Assert.That(lobby.Players.Single().Description.Properties, Is.EquivalentTo(Blue));
    }

    [Test]
    public async Task LetsPlayersInByCodeAsTheyTypeItAndById()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient host = await server.ConnectAsync();
        LobbySnapshot lobby = await host.CreateLobbyAsync();
        RawClient second = await server.ConnectAsync();
        RawClient third = await server.ConnectAsync();

        string typed = " " + lobby.Code.ToLowerInvariant().Insert(3, "-");
        LobbySnapshot seenBySecond = await second.JoinAsync(typed);
        await third.SendAsync(new JoinLobbyByIdFrame(9, lobby.Id, new PlayerDescription("third")));
        LobbySnapshot seenByThird = (await third.ExpectAsync<LobbyJoinedFrame>()).Lobby;

        Assert.That(seenBySecond.Players.Select(p => (p.Id, p.Order)), Is.EqualTo(new[] { (host.PlayerId, 0), (second.PlayerId, 1) }));
        Assert.That(seenByThird.Players.Select(p => (p.Id, p.Order)), Is.EqualTo(new[] { (host.PlayerId, 0), (second.PlayerId, 1), (third.PlayerId, 2) }));
        PlayerJoinedFrame first = await host.ExpectAsync<PlayerJoinedFrame>();
        PlayerJoinedFrame next = await host.ExpectAsync<PlayerJoinedFrame>();
        Assert.That((first.Player.Id, first.Revision), Is.EqualTo((second.PlayerId, lobby.Revision + 1)));
        Assert.That((next.Player.Id, next.Revision, next.Player.Description.Name), Is.EqualTo((third.PlayerId, lobby.Revision + 2, "third")));
    }

    [Test]
    public async Task SaysThatNoLobbyHasTheCode()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient client = await server.ConnectAsync();

        await client.SendAsync(new JoinLobbyByCodeFrame(3, "AAAAAA", new PlayerDescription("a")));
        Assert.That((await client.ExpectErrorAsync(ErrorCode.LobbyNotFound)).Id, Is.EqualTo(3));
        await client.SendAsync(new JoinLobbyByIdFrame(4, "nothing", new PlayerDescription("a")));
        Assert.That((await client.ExpectErrorAsync(ErrorCode.LobbyNotFound)).Id, Is.EqualTo(4));
    }

    [Test]
    public async Task LeavesAtOnceAndTellsTheOthers()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(3);

        await clients[1].SendAsync(new LeaveLobbyFrame(5));

        Assert.That((await clients[1].ExpectAsync<LobbyLeftFrame>()).Id, Is.EqualTo(5));
        foreach (RawClient other in new[] { clients[0], clients[2] })
        {
            PlayerLeftFrame left = await other.ExpectAsync<PlayerLeftFrame>();
            Assert.That((left.PlayerId, left.Reason), Is.EqualTo((clients[1].PlayerId, LeaveReason.Left)));
            await other.ExpectNothingAsync();
        }

        await clients[1].JoinAsync(clients[0].Lobby!.Code);
        Assert.That(clients[1].Lobby!.Players.Select(p => p.Order), Is.EqualTo(new[] { 0, 2, 3 }), "an order number is never used again");
    }

    [Test]
    public async Task ElectsTheLongestMemberWhenTheHostLeaves()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(3);

        await clients[0].SendAsync(new LeaveLobbyFrame(5));

        foreach (RawClient other in clients.Skip(1))
        {
            PlayerLeftFrame left = await other.ExpectAsync<PlayerLeftFrame>();
            HostChangedFrame changed = await other.ExpectAsync<HostChangedFrame>();
            Assert.That(changed.PlayerId, Is.EqualTo(clients[1].PlayerId));
            Assert.That(changed.Revision, Is.EqualTo(left.Revision + 1));
        }
    }

    [Test]
    public async Task ForgetsALobbyWhenItsLastPlayerLeaves()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient client = await server.ConnectAsync();
        LobbySnapshot lobby = await client.CreateLobbyAsync();

        await client.SendAsync(new LeaveLobbyFrame(5));
        await client.ExpectAsync<LobbyLeftFrame>();
        await client.SendAsync(new JoinLobbyByCodeFrame(6, lobby.Code, new PlayerDescription("a")));

        await client.ExpectErrorAsync(ErrorCode.LobbyNotFound);
        Assert.That(((LobbyDirectory)server.Services.GetService(typeof(LobbyDirectory))!).Count, Is.Zero);
    }

    [Test]
    public async Task DeletesALobbyForItsHostAlone()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(3);

        await clients[1].SendAsync(new DeleteLobbyFrame(5));
        Assert.That((await clients[1].ExpectErrorAsync(ErrorCode.NotHost)).Id, Is.EqualTo(5));
        await clients[0].SendAsync(new DeleteLobbyFrame(6));

        LobbyDeletedFrame[] deleted = await Task.WhenAll(clients.Select(c => c.ExpectAsync<LobbyDeletedFrame>()));
        Assert.That(deleted.Select(d => d.Id), Is.EqualTo(new long?[] { 6, null, null }));
        Assert.That(deleted.Select(d => d.Revision).Distinct().Count(), Is.EqualTo(1));
        await clients[2].SendAsync(new LeaveLobbyFrame(7));
        await clients[2].ExpectErrorAsync(ErrorCode.NotInLobby);
        await clients[2].CreateLobbyAsync();
    }

    [Test]
    public async Task LetsExactlyOneOfManyIntoTheLastPlace()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient host = await server.ConnectAsync();
        LobbySnapshot lobby = await host.CreateLobbyAsync(2);
        RawClient[] clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.ConnectAsync()));

        await Task.WhenAll(clients.Select(c => c.SendAsync(new JoinLobbyByCodeFrame(1, lobby.Code, new PlayerDescription("a")))));
        Frame?[] answers = await Task.WhenAll(clients.Select(c => c.ReceiveAsync()));

        Assert.That(answers.OfType<LobbyJoinedFrame>().Count(), Is.EqualTo(1));
        Assert.That(answers.OfType<ErrorFrame>().Count(e => e.Code == ErrorCode.LobbyFull), Is.EqualTo(49));
        await host.ExpectAsync<PlayerJoinedFrame>();
        await host.ExpectNothingAsync();
    }

    [Test]
    public async Task ShowsAllMembersTheSameEventsInTheSameOrder()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] watchers = await server.MakeLobbyAsync(4, places: 64);
        RawClient[] others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.ConnectAsync()));
        const int Rounds = 10;

        await Task.WhenAll(others.Select(async c =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                await c.SendAsync(new JoinLobbyByCodeFrame(i, watchers[0].Lobby!.Code, new PlayerDescription("a")));
                while (await c.ReceiveAsync() is not LobbyJoinedFrame)
                {
                    // Events of the lobby before may still be on their way.
                }

                await c.SendAsync(new LeaveLobbyFrame(i));
                while (await c.ReceiveAsync() is not LobbyLeftFrame)
                {
                    // As above.
                }
            }
        }));

        int count = others.Length * Rounds * 2;
        string[][] seen = await Task.WhenAll(watchers.Select(async w =>
        {
            var events = new string[count];
            for (int i = 0; i < count; i++)
            {
                LobbyEventFrame e = await w.ExpectAsync<LobbyEventFrame>();
                events[i] = e.Revision + " " + e.Type + " " + (e is PlayerJoinedFrame joined ? joined.Player.Id : ((PlayerLeftFrame)e).PlayerId);
            }

            return events;
        }));
        long first = watchers[^1].Lobby!.Revision + 1;
        Assert.That(seen[0].Select(e => long.Parse(e.Split(' ')[0])), Is.EqualTo(Enumerable.Range(0, count).Select(i => first + i)));
        foreach (string[] other in seen.Skip(1)) Assert.That(other, Is.EqualTo(seen[0]));
    }

    [Test]
    public async Task RefusesMoreLobbiesThanItHolds()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.MaxLobbies = 1);
        RawClient first = await server.ConnectAsync();
        RawClient second = await server.ConnectAsync();
        await first.CreateLobbyAsync();

        await second.SendAsync(new CreateLobbyFrame(1, "", 2, false, new PlayerDescription("a")));
        await second.ExpectErrorAsync(ErrorCode.ServerFull);
        await first.SendAsync(new LeaveLobbyFrame(2));
        await first.ExpectAsync<LobbyLeftFrame>();
        await second.ExpectNothingAsync();
        await second.CreateLobbyAsync();
    }

    [Test]
    public async Task RefusesLargerLobbiesThanItMakes()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.MaxPlayers = 8);
        RawClient client = await server.ConnectAsync();

        await client.SendAsync(new CreateLobbyFrame(1, "", 9, false, new PlayerDescription("a")));

        Assert.That((await client.ExpectErrorAsync(ErrorCode.InvalidMember)).Message, Does.Contain("8"));
        Assert.That(client.Welcome!.Rules.MaxPlayers, Is.EqualTo(8));
    }
}
