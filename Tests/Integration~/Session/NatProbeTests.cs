using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Rtc;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>The probe against the real server, over loopback: it tells its members of its relays, and answers from two addresses.</summary>
public sealed class NatProbeTests
{
    [Test]
    public async Task FindsTheServersSecondAddressAndItsRelays()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(options => options.StunAlternateAddresses = [IPAddress.Parse("127.0.0.2")]);
        NatReport report = await P2PDiagnostics.ProbeNatAsync(new NatProbeOptions { ServerUrl = server.HttpUri.ToString() });
        Assert.That(report.Type, Is.EqualTo(NatType.Open));
        Assert.That(report.IPv4.Filtering, Is.EqualTo(EndpointDependence.EndpointIndependent));
        Assert.That(report.IPv4.RewritesPayloads, Is.False);
        Assert.That(report.Summary, Does.EndWith("players elsewhere were not tested."), "a server on this machine shows nothing of the Internet");
        Assert.That(report.RelayNote, Is.Null);
        RelayWayReport[] ways = [.. report.Relays.SelectMany(relay => relay.Ways)];
        Assert.That(ways.Select(way => way.Transport).Distinct(), Is.EqualTo(new[] { RelayTransport.Udp, RelayTransport.Tcp }));
        Assert.That(ways.Select(way => way.Allocation), Is.All.EqualTo(RelayAllocation.Works), () => string.Join("; ", ways.Select(way => way.ToString())));
        Assert.That(report.Partners.Select(partner => partner.Path), Is.All.Not.EqualTo(PartnerPath.None));
    }

    [Test]
    public async Task AProbeCanBeCancelledAtAnyTime([Values(0, 20, 100, 400)] int milliseconds)
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        // A relay that is not there, so that the probe would take long.
        var options = new NatProbeOptions { ServerUrl = server.HttpUri.ToString(), Servers = [new IceServer("turn:127.0.0.1:9", "a", "b")] };
        Task<NatReport> probe = P2PDiagnostics.ProbeNatAsync(options, null, cancellation.Token);
        await Task.Delay(milliseconds);
        var watch = Stopwatch.StartNew();
        cancellation.Cancel();
        Assert.That(async () => await probe, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task TellsThatAFullServerLendsNoRelay()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(options => options.MaxLobbies = 1);
        await server.MakeLobbyAsync(1);
        NatReport report = await P2PDiagnostics.ProbeNatAsync(new NatProbeOptions { ServerUrl = server.HttpUri.ToString() });
        Assert.That(report.IPv4.HasUdp, Is.True, "The welcome has named the STUN server.");
        Assert.That(report.Relays, Is.Empty);
        Assert.That(report.RelayNote, Does.Contain("members of a lobby only"));
        Assert.That(report.Partners.Select(partner => partner.Path), Does.Not.Contain(PartnerPath.None), "What was not tested is unknown.");
    }
}
