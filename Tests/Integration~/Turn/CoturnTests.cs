using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Our TURN client against the server that most of the Internet runs.</summary>
public sealed class CoturnTests
{
    [TestCase((int)TurnTransport.Udp, (int)TurnTransport.Udp)]
    [TestCase((int)TurnTransport.Tcp, (int)TurnTransport.Udp)]
    [TestCase((int)TurnTransport.Tls, (int)TurnTransport.Tcp)]
    public async Task TwoClientsExchangeEveryLengthOfDatagramOverTheirRelayedAddresses(int transportA, int transportB)
    {
        using Coturn server = await Coturn.StartAsync();
        using TurnShell a = await TurnShell.OpenAsync(server, (TurnTransport)transportA);
        using TurnShell b = await TurnShell.OpenAsync(server, (TurnTransport)transportB);
        await AllocateAsync(server, a, b);
        TransportAddress atA = a.Client.Allocation.RelayedIPv4;
        TransportAddress atB = b.Client.Allocation.RelayedIPv4;
        a.Client.AddPeer(a.Now, atB);
        b.Client.AddPeer(b.Now, atA);

        // A check goes in an indication, data after it on a channel.
        byte[] check = new byte[64];
        Assert.That(await RepeatAsync(a, b, atB, check, () => b.Received.Count > 0), Is.True, () => server.Output);
        for (int length = 1; length <= 1200; length += 37)
        {
            byte[] data = Enumerable.Range(0, length).Select(i => (byte)(i == 0 ? 23 : i)).ToArray();
            b.Received.Clear();
            a.Received.Clear();
            Assert.That(await RepeatAsync(a, b, atB, data, () => b.Received.Count > 0), Is.True, () => server.Output);
            Assert.That(b.Received[0].Bytes, Is.EqualTo(data));
            Assert.That(b.Received[0].Peer, Is.EqualTo(atA));
            Assert.That(await RepeatAsync(b, a, atA, data, () => a.Received.Count > 0), Is.True, () => server.Output);
            Assert.That(a.Received[0].Bytes, Is.EqualTo(data));
        }

        Assert.That(a.Client.Counters.ChannelDataSent, Is.GreaterThan(20));
        Assert.That(b.Client.Counters.ChannelDataReceived, Is.GreaterThan(20));
        Assert.That(a.Client.Counters.ChannelsRefused + a.Client.Counters.PermissionsRefused, Is.Zero);
        Assert.That(a.Client.Counters.DroppedMalformed + a.Client.Counters.DroppedNotAuthentic + a.Client.Counters.DroppedUnexpected, Is.Zero);
    }

    [TestCase((int)TurnTransport.Udp)]
    [TestCase((int)TurnTransport.Tcp)]
    [TestCase((int)TurnTransport.Tls)]
    public async Task AWrongPasswordIsRefusedWithAReason(int transport)
    {
        using Coturn server = await Coturn.StartAsync();
        using TurnShell client = await TurnShell.OpenAsync(server, (TurnTransport)transport, password: "guessed");
        Assert.That(await TurnShell.RunUntilAsync(() => client.Failure is not null, client), Is.True, () => server.Output);
        Assert.That(client.Failure!.Kind, Is.EqualTo(TurnFailureKind.Refused));
        Assert.That(client.Failure.Reason, Does.Contain("does not accept"));
    }

    [Test]
    public async Task ANonceThatTheServerNeverGaveOutCostsARoundTripAndNoMore()
    {
        using Coturn server = await Coturn.StartAsync();
        using TurnShell client = await TurnShell.OpenAsync(server, TurnTransport.Udp, realm: Coturn.Realm, nonce: "made up");
        await AllocateAsync(server, client);
        Assert.That(client.Client.Counters.ErrorResponses, Is.EqualTo(1));
    }

    [Test]
    public async Task ASecondClientOfASharedQuotaIsRefusedAsBusy()
    {
        using Coturn server = await Coturn.StartAsync("--user-quota=1");
        using TurnShell first = await TurnShell.OpenAsync(server, TurnTransport.Udp);
        await AllocateAsync(server, first);
        using TurnShell second = await TurnShell.OpenAsync(server, TurnTransport.Udp);
        Assert.That(await TurnShell.RunUntilAsync(() => second.Failure is not null, first, second), Is.True, () => server.Output);
        Assert.That(second.Failure!.Kind, Is.EqualTo(TurnFailureKind.Busy));
        Assert.That(second.Failure.Reason, Does.Contain("(486)"));
    }

    [Test]
    public async Task AnAllocationThatIsGivenBackFreesItsPlace()
    {
        using Coturn server = await Coturn.StartAsync("--user-quota=1");
        using (TurnShell first = await TurnShell.OpenAsync(server, TurnTransport.Udp)) await AllocateAsync(server, first);
        // coturn counts a place as free a moment after it has answered that it is.
        for (int attempt = 0; attempt < 20; attempt++)
        {
            using TurnShell second = await TurnShell.OpenAsync(server, TurnTransport.Udp);
            await TurnShell.RunUntilAsync(() => second.Failure is not null || second.Client.State == TurnState.Allocated, second);
            if (second.Client.State == TurnState.Allocated) return;
            await Task.Delay(500);
        }

        Assert.Fail("No place became free within 10 s:\n" + server.Output);
    }

    [Test]
    public async Task AForbiddenPeerCostsTheOthersNothing()
    {
        using Coturn server = await Coturn.StartAsync("--denied-peer-ip=203.0.113.0-203.0.113.255");
        using TurnShell a = await TurnShell.OpenAsync(server, TurnTransport.Udp);
        await AllocateAsync(server, a);
        TransportAddress.TryParse("203.0.113.7", 5000, out TransportAddress forbidden);
        a.Client.AddPeer(a.Now, forbidden);
        a.Client.AddPeer(a.Now, a.Client.Allocation.RelayedIPv4);
        Assert.That(await TurnShell.RunUntilAsync(() => a.Client.Counters.PermissionsRefused == 1, a), Is.True, () => server.Output);
        byte[] check = new byte[20];
        Assert.That(await RepeatAsync(a, a, a.Client.Allocation.RelayedIPv4, check, () => a.Received.Count > 0), Is.True, "it reaches its own relayed address");
        Assert.That(a.Send(forbidden, check), Is.False);
    }

    private static async Task AllocateAsync(Coturn server, params TurnShell[] shells)
    {
        Assert.That(await TurnShell.RunUntilAsync(() => shells.All(s => s.Client.State == TurnState.Allocated), shells), Is.True, () => shells[0].Failure + "\n" + server.Output);
    }

    /// <summary>As the layer above does: sends until it is there.</summary>
    private static async Task<bool> RepeatAsync(TurnShell from, TurnShell to, TransportAddress peer, byte[] bytes, Func<bool> arrived)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            from.Send(peer, bytes);
            Timestamp until = from.Now + TimeSpan.FromMilliseconds(250);
            if (await TurnShell.RunUntilAsync(() => arrived() || from.Now > until, from, to) && arrived()) return true;
        }

        return false;
    }
}
