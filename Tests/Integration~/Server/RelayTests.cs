using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Turn.Io;
using P2PNet.Protocol;
using P2PNet.Server;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Server;

/// <summary>Which relay members are sent to, with what credentials, and what becomes of it when one dies.</summary>
internal sealed class RelayTests
{
    private const string Secret = "shared";

    [Test]
    public async Task TellsMembersAloneHowTheyGetToItsOwnRelay()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient ann = await server.ConnectAsync();
        Assert.That(ann.Welcome!.IceServers.SelectMany(s => s.Urls), Has.None.StartsWith("turn"));

        await ann.SendAsync(new CreateLobbyFrame(1, "", 4, false, new PlayerDescription("Ann")));
        LobbyJoinedFrame joined = await ann.ExpectAsync<LobbyJoinedFrame>();

        IceServer relay = joined.IceServers.Single(s => s.Username != null);
        Assert.That(relay.Urls, Is.EqualTo(new[] { $"turn:127.0.0.1:{server.Stun.Port}?transport=udp", $"turn:127.0.0.1:{server.HttpUri.Port}?transport=tcp" }));
        Assert.That(relay.Username, Does.EndWith(":" + ann.PlayerId));
        Assert.That((relay.Realm, relay.Nonce!.Length), Is.EqualTo(("p2pnet", NonceMint.Length)));
        Assert.That(server.Logs.Lines, Has.None.Contain(relay.Credential!));
        Assert.That(joined.IceServers[0].Urls.Single(), Is.EqualTo("stun:127.0.0.1:" + server.Stun.Port));
    }

    [Test]
    public async Task ResumesWithNewCredentials()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(2);
        clients[1].Abort();
        RawClient again = await server.ConnectAsync();
        LobbyResumedFrame resumed = await again.ResumeAsync(clients[1]);
        Assert.That(resumed.IceServers.Single(s => s.Username != null).Username, Does.EndWith(":" + clients[1].PlayerId), "the player's, not the connection's");
    }

    [Test]
    public async Task CanBeOffAndStillServeStun()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Turn.IsOn = false);
        RawClient ann = await server.ConnectAsync();
        await ann.SendAsync(new CreateLobbyFrame(1, "", 4, false, new PlayerDescription("Ann")));
        LobbyJoinedFrame joined = await ann.ExpectAsync<LobbyJoinedFrame>();
        Assert.That(joined.IceServers.Single().Urls.Single(), Does.StartWith("stun:"));
        Assert.That(server.Addresses.TurnTcp, Is.Empty);
    }

    [Test]
    public async Task SharesLobbiesAmongTheHealthyRelaysOfTheirRegion()
    {
        await using LobbyServer eu = await RelayAsync();
        await using LobbyServer us1 = await RelayAsync();
        await using LobbyServer us2 = await RelayAsync();
        await using LobbyServer lobbies = await LobbyServer.StartAsync(o =>
        {
            o.Turn.Secret = Secret;
            o.Turn.Externals = [External(eu, "eu"), External(us1, "us"), External(us2, "us", capacity: 2)];
        });
        await ProbeAsync(lobbies);

        // Of capacities 1 and 2 the first takes one lobby of three.
        var found = new List<string>();
        for (int i = 0; i < 6; i++) found.Add(await RelayOfNewLobbyAsync(lobbies, "us"));
        Assert.That(found.Count(url => url == Url(us1)), Is.EqualTo(2));
        Assert.That(found.Count(url => url == Url(us2)), Is.EqualTo(4));
        Assert.That(await RelayOfNewLobbyAsync(lobbies, "eu"), Is.EqualTo(Url(eu)));
        Assert.That(await RelayOfNewLobbyAsync(lobbies, "mars"), Is.EqualTo(Url(eu)).Or.EqualTo(Url(us1)).Or.EqualTo(Url(us2)), "better far than none");
        Assert.That(lobbies.Addresses.TurnTcp, Is.Empty, "it relays itself only where that is said");
    }

    [Test]
    public async Task SendsMembersElsewhereWhenARelayDies()
    {
        LobbyServer first = await RelayAsync();
        await using LobbyServer second = await RelayAsync();
        await using LobbyServer lobbies = await LobbyServer.StartAsync(o =>
        {
            o.Turn.Secret = Secret;
            o.Turn.Externals = [External(first, "eu"), External(second, "us")];
        });
        await ProbeAsync(lobbies);
        RawClient ann = await lobbies.ConnectAsync();
        await ann.SendAsync(new CreateLobbyFrame(1, "", 4, false, new PlayerDescription("Ann"), new Dictionary<string, string> { ["region"] = "eu" }));
        LobbyJoinedFrame joined = await ann.ExpectAsync<LobbyJoinedFrame>();
        Assert.That(RelayUrl(joined), Is.EqualTo(Url(first)));

        await first.DisposeAsync();
        await ProbeAsync(lobbies);
        await ProbeAsync(lobbies);

        Assert.That(() => lobbies.Logs.Lines, Has.Some.Contain("New members go to others").After(5_000, 10));
        Assert.That(lobbies.Logs.Lines, Has.None.Contain("No relay is left"));
        Assert.That(await RelayOfNewLobbyAsync(lobbies, "eu"), Is.EqualTo(Url(second)));
        RawClient bob = await lobbies.ConnectAsync();
        await bob.SendAsync(new JoinLobbyByCodeFrame(1, joined.Lobby.Code, new PlayerDescription("Bob")));
        Assert.That(RelayUrl(await bob.ExpectAsync<LobbyJoinedFrame>()), Is.EqualTo(Url(second)), "also members of lobbies that were there");
        using var http = new HttpClient { BaseAddress = lobbies.HttpUri };
        string health = await http.GetStringAsync("/healthz");
        Assert.That(health, Does.StartWith("ok\n").And.Contain("relay down members=1 " + Url(first)).And.Contain("relay up members=2 " + Url(second)));
        Assert.That(await http.GetStringAsync("/"), Does.Contain("Down").And.Contain(Url(second)).And.Not.Contain(Secret));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task SendsMembersElsewhereWhenARelayIsFull(bool isOwn)
    {
        await using LobbyServer other = await RelayAsync();
        await using LobbyServer full = await LobbyServer.StartAsync(o =>
        {
            o.Turn.Secret = Secret;
            o.Turn.MaxAllocations = 1;
            (o.Turn.IsOn, o.Turn.Region) = (true, "eu");
            if (isOwn) o.Turn.Externals = [External(other, "us")];
        });
        await using LobbyServer lobbies = isOwn ? full : await LobbyServer.StartAsync(o =>
        {
            o.Turn.Secret = Secret;
            o.Turn.Externals = [External(full, "eu"), External(other, "us")];
        });
        await ProbeAsync(lobbies);
        Assert.That(await RelayOfNewLobbyAsync(lobbies, "eu"), Does.StartWith(Url(full)));

        using var player = new RelayedPlayer(full.Stun, Secret, "ann");
        player.Allocate();
        await ProbeAsync(lobbies);
        await ProbeAsync(lobbies);
        Assert.That((Directory(lobbies).All[0].Health, Directory(lobbies).All[0].Problem), Is.EqualTo((RelayHealth.Down, isOwn ? "it is full" : "UDP: it is full (508); TCP: it is full (508)")));
        Assert.That(await RelayOfNewLobbyAsync(lobbies, "eu"), Is.EqualTo(Url(other)));
    }

    [Test]
    public async Task SaysThatARelayDoesNotTakeItsSecret()
    {
        await using LobbyServer relay = await RelayAsync();
        await using LobbyServer lobbies = await LobbyServer.StartAsync(o =>
        {
            o.Turn.Secret = "another";
            o.Turn.Externals = [External(relay, null)];
        });
        await ProbeAsync(lobbies);
        // The monitor probes by itself at the same time, and one of the two says it.
        Assert.That(() => lobbies.Logs.Lines, Has.Some.Contain("No relay is left").After(5_000, 10));
        RelayServer probed = Directory(lobbies).All.Single();
        Assert.That((probed.Health, probed.Problem), Is.EqualTo((RelayHealth.Down, "UDP: it does not take our credentials: check the secret; TCP: it does not take our credentials: check the secret")));
        Assert.That(probed.ToString(), Does.Not.Contain("another"));
    }

    [Test]
    public async Task ForgetsMembersThatLeave()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient[] clients = await server.MakeLobbyAsync(3);
        RelayServer own = Directory(server).All.Single();
        Assert.That(own.Members, Is.EqualTo(3));
        await clients[2].SendAsync(new LeaveLobbyFrame(9));
        await clients[2].ExpectAsync<LobbyLeftFrame>();
        Assert.That(own.Members, Is.EqualTo(2));
        await clients[0].SendAsync(new DeleteLobbyFrame(9));
        await clients[0].ExpectAsync<PlayerLeftFrame>();
        await clients[0].ExpectAsync<LobbyDeletedFrame>();
        Assert.That(own.Members, Is.Zero);
    }

    private static Task<LobbyServer> RelayAsync() => LobbyServer.StartAsync(o => o.Turn.Secret = Secret);

    private static string Url(LobbyServer relay) => $"turn:127.0.0.1:{relay.Stun.Port}";

    private static ExternalRelay External(LobbyServer relay, string? region, double capacity = 1) =>
        new([Url(relay), $"turn:127.0.0.1:{relay.Addresses.TurnTcp[0].Port}?transport=tcp"], region, capacity, null, null);

    private static RelayDirectory Directory(LobbyServer server) => (RelayDirectory)server.Services.GetService(typeof(RelayDirectory))!;

    private static Task ProbeAsync(LobbyServer server) => ((RelayMonitor)server.Services.GetService(typeof(RelayMonitor))!).ProbeAllAsync(default);

    private static string RelayUrl(LobbyJoinedFrame joined) => joined.IceServers.Single(s => s.Username != null).Urls[0];

    private static async Task<string> RelayOfNewLobbyAsync(LobbyServer server, string region)
    {
        RawClient client = await server.ConnectAsync();
        await client.SendAsync(new CreateLobbyFrame(1, "", 4, false, new PlayerDescription("a"), new Dictionary<string, string> { ["region"] = region }));
        return RelayUrl(await client.ExpectAsync<LobbyJoinedFrame>());
    }
}
