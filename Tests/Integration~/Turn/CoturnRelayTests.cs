using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.IntegrationTests.Sessions;
using P2PNet.Protocol;
using P2PNet.Rtc;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>A lobby server that does not relay itself and sends its players to coturn: <c>--turn-external URL --turn-secret S</c>.</summary>
internal sealed class CoturnRelayTests
{
    private const string Secret = "the secret of lobby server and coturn";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [TestCase("udp")]
    [TestCase("tcp")]
    public async Task PlayersWhoHideTheirAddressesMeetThroughIt(string transport)
    {
        using Coturn coturn = await Coturn.StartWithSecretAsync(Secret);
        await using LobbyServer lobbies = await StartAsync($"turn:127.0.0.1:{coturn.Port}?transport={transport}");
        await ProbeAsync(lobbies);
        Assert.That((Relays(lobbies)[0].Health, Relays(lobbies)[0].Problem), Is.EqualTo((RelayHealth.Up, (string?)null)), () => coturn.Output);

        await using Players players = await Players.JoinAsync(lobbies, 3, policy: IceTransportPolicy.Relay);
        ExpectEverybodyHearsEverybody(players);
        IEnumerable<PathStatistics> paths = players.Sessions.SelectMany(s => s.Peers).Select(p => p.Statistics);
        players.PollUntil(() => paths.All(p => (p.LocalType, p.RemoteType, p.RelayProtocol) == (CandidateType.Relayed, CandidateType.Relayed, transport)), "paths over " + transport);
    }

    // The certificate is trusted as on any machine: by the system, here through SSL_CERT_FILE, which is read when a process starts.
    [Test]
    public async Task PlayersMeetThroughItInsideTls()
    {
        using Coturn coturn = await Coturn.StartWithSecretAsync(Secret);
        using ChildProcess server = Start(coturn, [Programs.Server, "--urls", "http://127.0.0.1:0", "--stun-port", "0", "--turn-secret", Secret, "--turn-external", $"turns:localhost:{coturn.SecurePort}?transport=tcp"]);
        string ready = await server.ReadAsync("p2pnet-server ready", Limit);
        string url = ready.Split(' ').Single(p => p.StartsWith("http=", StringComparison.Ordinal))["http=".Length..];
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        Assert.That(async () => await http.GetStringAsync("/healthz"), Does.Contain("relay up").After(15_000, 200), "the lobby server's own probe goes through TLS too");

        using ChildProcess ann = Start(coturn, [Programs.TestPeer, "create-relayed", url]);
        using ChildProcess bob = Start(coturn, [Programs.TestPeer, "join-relayed", url, await ann.ReadAsync("code", Limit), "1", "1000", "5000"]);
        Assert.That(await bob.ReadAsync("connected", Limit), Is.EqualTo("Relayed Relayed tls"));
        Assert.That(await ann.ReadAsync("connected", Limit), Is.EqualTo("Relayed Relayed tls"));
    }

    [Test]
    public async Task LobbiesGoToTheLeastLoadedHealthyOneOfTheirRegion()
    {
        using Coturn eu = await Coturn.StartWithSecretAsync(Secret);
        Coturn us = await Coturn.StartWithSecretAsync(Secret);
        try
        {
            string atEu = $"turn:127.0.0.1:{eu.Port}?transport=udp", atUs = $"turn:127.0.0.1:{us.Port}?transport=udp";
            await using LobbyServer lobbies = await StartAsync(atEu + ";region=eu", atUs + ";region=us");
            await ProbeAsync(lobbies);
            Assert.That(Relays(lobbies).Select(r => r.Health), Is.All.EqualTo(RelayHealth.Up));

            Assert.That(await RelayOfNewLobbyAsync(lobbies, "eu"), Is.EqualTo(atEu));
            Assert.That(await RelayOfNewLobbyAsync(lobbies, "us"), Is.EqualTo(atUs));
            var shared = new List<string>();
            for (int i = 0; i < 6; i++) shared.Add(await RelayOfNewLobbyAsync(lobbies, null));
            Assert.That(shared.Count(r => r == atEu), Is.EqualTo(3));

            us.Dispose();
            await ProbeAsync(lobbies);
            Assert.That(Relays(lobbies)[1].Health, Is.EqualTo(RelayHealth.Up), "one lost probe is no news");
            await ProbeAsync(lobbies);
            Assert.That(Relays(lobbies).Select(r => r.Health), Is.EqualTo(new[] { RelayHealth.Up, RelayHealth.Down }));
            Assert.That(lobbies.Logs.Lines, Has.Some.Contain($"The relay {atUs} is down"));
            Assert.That(await RelayOfNewLobbyAsync(lobbies, "us"), Is.EqualTo(atEu), "far is better than dead");
            Assert.That(lobbies.Logs.Lines, Has.None.Contain(Secret));

            await using Players players = await Players.JoinAsync(lobbies, 2, policy: IceTransportPolicy.Relay);
            ExpectEverybodyHearsEverybody(players);
        }
        finally
        {
            us.Dispose();
        }
    }

    [Test]
    public async Task ASecretThatItDoesNotShareIsSeenBeforeAPlayerMeetsIt()
    {
        using Coturn coturn = await Coturn.StartWithSecretAsync("another");
        await using LobbyServer lobbies = await StartAsync($"turn:127.0.0.1:{coturn.Port}?transport=udp");
        await ProbeAsync(lobbies);
        Assert.That((Relays(lobbies)[0].Health, Relays(lobbies)[0].Problem), Is.EqualTo((RelayHealth.Down, "UDP: it does not take our credentials: check the secret")));
    }

    private static async Task<LobbyServer> StartAsync(params string[] externals)
    {
        var settings = new List<string> { "--turn-secret", Secret };
        foreach (string external in externals) settings.AddRange(["--turn-external", external]);
        // As people write it.
        var reader = new SettingsReader(settings, new Dictionary<string, string>(), []);
        TurnSettings read = reader.Read().Turn;
        Assert.That(reader.Errors, Is.Empty);
        return await LobbyServer.StartAsync(o => (o.Turn.Secret, o.Turn.Externals) = (read.Secret, read.Externals));
    }

    private static ChildProcess Start(Coturn coturn, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments);
        start.Environment["SSL_CERT_FILE"] = coturn.CertificateFile;
        // The system's own directory would be looked at besides.
        start.Environment["SSL_CERT_DIR"] = Path.GetDirectoryName(coturn.CertificateFile);
        return new ChildProcess(start);
    }

    private static void ExpectEverybodyHearsEverybody(Players players)
    {
        int received = 0;
        foreach (Session session in players.Sessions) session.On((Peer _, in Tick _) => received++);
        foreach (Session session in players.Sessions) session.Broadcast(new Tick { Number = 1 });
        players.PollUntil(() => received == players.Sessions.Count * (players.Sessions.Count - 1), "a message of each to each");
    }

    private static IReadOnlyList<RelayServer> Relays(LobbyServer server) => ((RelayDirectory)server.Services.GetService(typeof(RelayDirectory))!).All;

    private static Task ProbeAsync(LobbyServer server) => ((RelayMonitor)server.Services.GetService(typeof(RelayMonitor))!).ProbeAllAsync(default);

    private static async Task<string> RelayOfNewLobbyAsync(LobbyServer server, string? region)
    {
        RawClient client = await server.ConnectAsync();
        Dictionary<string, string> properties = region is null ? [] : new() { ["region"] = region };
        await client.SendAsync(new CreateLobbyFrame(1, "", 4, false, new PlayerDescription("a"), properties));
        return (await client.ExpectAsync<LobbyJoinedFrame>()).IceServers.Single(s => s.Username != null).Urls[0];
    }
}
