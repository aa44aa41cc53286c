using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Sessions with bits that changed on the way, in pieces of any length, that break off anywhere, against the whole server: it stays well, and nothing of them stays.</summary>
internal sealed class SocketFuzzTests
{
    private const int Clients = 300;
    private const int AtATime = 20;
    private const string Secret = "s";
    private static readonly SystemCrypto Crypto = new();

    [Test]
    public async Task SurvivesBrokenSessionsOverUdpAndTcp([Values(1, 2)] int seed)
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o =>
        {
            o.Turn.Secret = Secret;
            o.LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning;
        });
        var turn = (TurnService)server.Services.GetService(typeof(TurnService))!;
        var streams = (TurnStreams)server.Services.GetService(typeof(TurnStreams))!;
        var newcomers = (Newcomers)server.Services.GetService(typeof(Newcomers))!;
        for (int first = 0; first < Clients; first += AtATime)
            await Task.WhenAll(Enumerable.Range(first, AtATime).Select(i => i % 3 == 0 ? OverUdpAsync(server, seed, i) : OverTcpAsync(server, seed, i)));

        Assert.That((turn.IoCounters.Faults, server.Logs.Lines.Where(l => l.Contains("mistake"))), Is.EqualTo((0, Array.Empty<string>())), $"seed {seed}");
        Assert.That(turn.Counters.AllocationsMade, Is.GreaterThan(Clients / 4), $"seed {seed}: it was a test");
        Assert.That(turn.Counters.ToPeers, Is.GreaterThan(Clients / 4), $"seed {seed}");
        Assert.That(() => (streams.Count, newcomers.Count), Is.EqualTo((0, 0)).After(10_000, 20), $"seed {seed}");
        // Those over UDP have their ten minutes.
        Assert.That(() => turn.Counters.Allocations, Is.LessThanOrEqualTo(Clients / 3).After(10_000, 20), $"seed {seed}");
    }

    private static async Task OverUdpAsync(LobbyServer server, int seed, int number)
    {
        var random = new TestRandom((seed * 1000) + number);
        using var socket = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server.Stun);
        foreach (byte[] message in Session(random, number))
        {
            await socket.SendAsync(message);
            if (random.Next(3) == 0) await Task.Yield();
        }
    }

    private static async Task OverTcpAsync(LobbyServer server, int seed, int number)
    {
        var random = new TestRandom((seed * 1000) + number);
        using var socket = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, number % 2 == 0 ? server.HttpUri.Port : server.Addresses.TurnTcp[0].Port);
        byte[] all = [.. Session(random, number).SelectMany(m => m)];
        if (random.Next(4) == 0) all = all[..random.Next(all.Length)];
        try
        {
            for (int at = 0; at < all.Length;)
            {
                int length = Math.Min(all.Length - at, 1 + random.Next(random.Next(2) == 0 ? 20 : 2000));
                await socket.SendAsync(all.AsMemory(at, length));
                at += length;
            }

            // A third reads, a third ends in order, a third breaks off.
            byte[] answers = new byte[4096];
            if (random.Next(3) == 0) await socket.ReceiveAsync(answers).WaitAsync(TimeSpan.FromMilliseconds(500));
            else if (random.Next(2) == 0) socket.Shutdown(SocketShutdown.Send);
            else socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            // The server has ended what it could not follow.
        }
    }

    /// <summary>What a player says, from the first request to the last datagram; half of the sessions with mistakes.</summary>
    private static IEnumerable<byte[]> Session(TestRandom random, int number)
    {
        string username = RestCredentials.NameFor("user" + number, DateTimeOffset.UtcNow.AddMinutes(10));
        byte[] key = new byte[LongTermKey.Length];
        LongTermKey.Derive(Crypto, username, "p2pnet", RestCredentials.PasswordFor(Crypto, Encoding.UTF8.GetBytes(Secret), username), key);
        string nonce = new NonceMint(Crypto, Encoding.UTF8.GetBytes(Secret), TimeSpan.FromHours(1)).For(username, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        // Nobody is there, and what goes there costs nothing.
        TransportAddress peer = TransportAddress.FromAddress(IPAddress.Loopback, 9);
        byte[] Request(StunMethod method, Build? build) => Signed(random, method, build, username, nonce, key);
        List<byte[]> messages =
        [
            Request(StunMethod.Allocate, TurnActor.Udp),
            Request(StunMethod.CreatePermission, (ref StunWriter w) => XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, peer)),
            Request(StunMethod.ChannelBind, (ref StunWriter w) =>
            {
                ChannelNumberAttribute.AddTo(ref w, 0x4001);
                XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, peer);
            }),
        ];
        for (int i = random.Next(20); i >= 0; i--) messages.Add(TurnActor.ChannelData(0x4001, new byte[4 * random.Next(300)]));
        messages.Add(Request(StunMethod.Refresh, null));
        if (random.Next(4) == 0) messages.Add(Request(StunMethod.Refresh, (ref StunWriter w) => LifetimeAttribute.AddTo(ref w, 0)));
        int mistakes = number % 2 == 0 ? 0 : 1 + random.Next(6);
        for (int i = 0; i < mistakes; i++)
        {
            byte[] message = messages[random.Next(messages.Count)];
            message[random.Next(message.Length)] ^= (byte)(1 << random.Next(8));
        }

        return messages;
    }

    private static byte[] Signed(TestRandom random, StunMethod method, Build? build, string username, string nonce, byte[] key)
    {
        Span<byte> buffer = stackalloc byte[512];
        var writer = new StunWriter(buffer, StunClass.Request, method, TransactionId.Create(random));
        build?.Invoke(ref writer);
        writer.Add(StunAttributeType.Username, Encoding.UTF8.GetBytes(username));
        writer.Add(StunAttributeType.Realm, "p2pnet"u8);
        writer.Add(StunAttributeType.Nonce, Encoding.ASCII.GetBytes(nonce));
        MessageIntegrity.AddTo(ref writer, Crypto, key);
        if (random.Next(2) == 0) Fingerprint.AddTo(ref writer);
        return writer.Written.ToArray();
    }
}
