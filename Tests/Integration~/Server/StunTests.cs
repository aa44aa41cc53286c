using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

internal sealed class StunTests
{
    private static readonly TransactionId Transaction = TransactionId.Read([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    private static readonly TransportAddress Source = TransportAddress.FromBytes([192, 0, 2, 7], 5000);

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

        var stun = (StunService)server.Services.GetService(typeof(StunService))!;
        Assert.That(stun.Counters.Answered, Is.EqualTo(1));
        Assert.That(stun.Counters.Malformed, Is.GreaterThan(100));
    }

    [Test]
    public void Answers420WithTheAttributesThatItDoesNotKnow()
    {
        byte[] response = Respond(Request((ref StunWriter w) => { w.Add((StunAttributeType)0x7ABC, [1, 2, 3]); w.Add((StunAttributeType)0xFABC, [1]); }), out StunCounters counters);

        Assert.That(StunMessage.TryParse(response, out StunMessage message), Is.True);
        Assert.That(message.Class, Is.EqualTo(StunClass.ErrorResponse));
        Assert.That(ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error), Is.True);
        Assert.That(error.Code, Is.EqualTo(StunErrorCode.UnknownAttribute));
        var unknown = new StunAttributeType[4];
        Assert.That(UnknownAttributes.TryRead(message, unknown, out int count), Is.True);
        Assert.That(unknown.Take(count), Is.EqualTo(new[] { (StunAttributeType)0x7ABC }));
        Assert.That((counters.UnknownAttributes, counters.Answered), Is.EqualTo((1, 0)));
    }

    [TestCase(false, StunClass.SuccessResponse)]
    [TestCase(true, StunClass.ErrorResponse)]
    public void TakesAChangeRequestThatWantsNoChange(bool change, StunClass expected)
    {
        byte[] response = Respond(Request((ref StunWriter w) => new ChangeRequestAttribute(change, false).AddTo(ref w)), out _);

        Assert.That(StunMessage.TryParse(response, out StunMessage message), Is.True);
        Assert.That(message.Class, Is.EqualTo(expected));
    }

    [Test]
    public void FitsTheLargestAnswersIntoItsBuffer()
    {
        byte[] response = Respond(Request((ref StunWriter w) =>
        {
            for (int i = 0; i < 40; i++) w.Add((StunAttributeType)(0x7A00 + i), []);
        }), out _);
        Assert.That(StunMessage.TryParse(response, out StunMessage message), Is.True);
        Assert.That(message.Class, Is.EqualTo(StunClass.ErrorResponse));
    }

    [Test]
    public void DropsWhatIsNoRequestAndCountsIt()
    {
        Span<byte> buffer = stackalloc byte[100];
        var indication = new StunWriter(buffer, StunClass.Indication, StunMethod.Binding, Transaction);
        Assert.That(Respond(indication.Written.ToArray(), out StunCounters first), Is.Empty);
        var allocate = new StunWriter(buffer, StunClass.Request, StunMethod.Allocate, Transaction);
        Assert.That(Respond(allocate.Written.ToArray(), out StunCounters second), Is.Empty);
        byte[] forged = Request((ref StunWriter w) => Fingerprint.AddTo(ref w));
        forged[^1] ^= 1;
        Assert.That(Respond(forged, out StunCounters third), Is.Empty);

        Assert.That((first.NotBindingRequest, second.NotBindingRequest, third.WrongFingerprint), Is.EqualTo((1, 1, 1)));
    }

    [Test]
    public void SurvivesTruncationAndChangedBits()
    {
        byte[] valid = Request((ref StunWriter w) => { new ChangeRequestAttribute(false, false).AddTo(ref w); TextAttribute.Software("test"u8).AddTo(ref w); Fingerprint.AddTo(ref w); });
        var random = new Random(11);
        var counters = new StunCounters();
        var responder = new StunResponder(counters);
        byte[] response = new byte[StunResponder.MaxResponseLength];
        for (int length = 0; length < valid.Length; length++) Assert.That(responder.Respond(valid.AsSpan(0, length), Source, response), Is.Zero);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] changed = (byte[])valid.Clone();
            for (int i = random.Next(1, 4); i > 0; i--) changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            responder.Respond(changed, Source, response);
        }

        Assert.That(counters.Malformed + counters.WrongFingerprint + counters.NotBindingRequest + counters.UnknownAttributes + counters.Answered, Is.EqualTo(valid.Length + 20_000));
    }

    [Test]
    public async Task AllocatesNothingToAnswer()
    {
        byte[] request = Request((ref StunWriter w) => Fingerprint.AddTo(ref w));
        byte[] response = new byte[StunResponder.MaxResponseLength];
        var responder = new StunResponder(new StunCounters());
        responder.Respond(request, Source, response);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) responder.Respond(request, Source, response);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        // The same through the socket, with all that this process allocates meanwhile.
        using StunSocket socket = StunSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var stop = new CancellationTokenSource();
        Task loop = socket.RunAsync(stop.Token);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        // Blocking calls on a socket that never did anything else: they allocate nothing on this side.
        client.Connect(socket.EndPoint);
        client.ReceiveTimeout = 5000;
        AskMany(client, request, response, 200);
        long perRequest = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            before = GC.GetTotalAllocatedBytes(precise: true);
            AskMany(client, request, response, 2000);
            perRequest = Math.Min(perRequest, (GC.GetTotalAllocatedBytes(precise: true) - before) / 2000);
        }

        stop.Cancel();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // The runtime's own threads allocate a little meanwhile; the smallest object has 24 bytes.
        Assert.That(perRequest, Is.LessThan(24));
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
        Assert.That(server.Addresses.ReadyLine(), Does.EndWith(" stun=off"));
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

    private static byte[] Respond(byte[] request, out StunCounters counters)
    {
        counters = new StunCounters();
        byte[] response = new byte[StunResponder.MaxResponseLength];
        return response[..new StunResponder(counters).Respond(request, Source, response)];
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

    private static void AskMany(Socket client, byte[] request, byte[] response, int count)
    {
        for (int i = 0; i < count; i++)
        {
            client.Send(request);
            client.Receive(response);
        }
    }
}
