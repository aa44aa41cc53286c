using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Server;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Server;

internal sealed class StunTests
{
    private static readonly TransactionId Transaction = TransactionId.Read([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public async Task TellsAClientItsAddress(string address)
    {
        if (address == "::1" && !Socket.OSSupportsIPv6) Assert.Ignore("This machine has no IPv6.");
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.StunAddresses = [IPAddress.Parse(address)]);
        using var client = new UdpClient(new IPEndPoint(IPAddress.Parse(address), 0));

        byte[] response = await AskAsync(client, server.Stun, Request((ref StunWriter w) => Fingerprint.AddTo(ref w)));

        Assert.That(StunMessage.TryParse(response, out StunMessage message), Is.True);
        Assert.That((message.Class, message.Method), Is.EqualTo((StunClass.SuccessResponse, StunMethod.Binding)));
        Assert.That(message.TransactionId == Transaction, Is.True);
        Assert.That(XorAddressAttribute.TryRead(message, StunAttributeType.XorMappedAddress, out TransportAddress mapped), Is.True);
        Assert.That(mapped.ToEndPoint(), Is.EqualTo(client.Client.LocalEndPoint));
        Assert.That(message.Contains(StunAttributeType.Software), Is.True);
        Assert.That(Fingerprint.Matches(message), Is.True);
    }

    [Test]
    public async Task GoesOnAfterJunk()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
        {
            byte[] junk = new byte[random.Next(0, 1600)];
            random.NextBytes(junk);
            await client.SendAsync(junk, server.Stun);
        }

        await AskAsync(client, server.Stun, Request());

        var turn = (TurnService)server.Services.GetService(typeof(TurnService))!;
        Assert.That(turn.StunCounters.Answered, Is.EqualTo(1));
        Assert.That(turn.Counters.Malformed, Is.GreaterThan(100));
    }

    [Test]
    public async Task IsKnownToDebiansStunClient()
    {
        string tool = ExternalTool.Require("stun", "stun-client");
        await using LobbyServer server = await LobbyServer.StartAsync();

        using Process process = Process.Start(new ProcessStartInfo(tool, ["127.0.0.1:" + server.Stun.Port, "1", "-v"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;

        Assert.That(output, Does.Match(@"mappedAddr=127\.0\.0\.1:\d+"));
    }

    [Test]
    public async Task CanBeOff()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.StunPort = null);
        RawClient client = await server.ConnectAsync();

        Assert.That(client.Welcome!.IceServers, Is.Empty);
        Assert.That(server.Addresses.ReadyLine(), Does.Contain(" stun=off ").And.EndsWith(" turn-tcp=off"));
    }

    [Test]
    public void SaysThatThePortIsTaken()
    {
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)other.Client.LocalEndPoint!).Port;

        Assert.That(
            async () => await LobbyServer.StartAsync(o => o.StunPort = port),
            Throws.InstanceOf<StartException>().With.Message.Contains("127.0.0.1:" + port).And.Message.Contains("--stun-port"));
    }

    private delegate void Build(ref StunWriter writer);

    private static byte[] Request(Build? build = null)
    {
        Span<byte> buffer = stackalloc byte[400];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, Transaction);
        build?.Invoke(ref writer);
        return writer.Written.ToArray();
    }

    private static async Task<byte[]> AskAsync(UdpClient client, IPEndPoint server, byte[] request)
    {
        // Loopback loses datagrams too when a buffer is full: ask again, as any client does.
        for (int attempt = 0; attempt < 10; attempt++)
        {
            await client.SendAsync(request, server);
            using var patience = new CancellationTokenSource(1000);
            try
            {
                return (await client.ReceiveAsync(patience.Token)).Buffer;
            }
            catch (OperationCanceledException)
            {
                // Once more.
            }
        }

        throw new TimeoutException("STUN did not answer.");
    }
}
