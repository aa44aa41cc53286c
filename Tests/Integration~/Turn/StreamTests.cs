using System;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Native;
using P2PNet.Rtc.Stun;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>TCP clients: cut out of the stream, on one port with HTTP, and gone with their allocation.</summary>
internal sealed class StreamTests
{
    [Test]
    public async Task CutsMessagesOutOfAStreamThatComesByteByByte()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using TcpClient client = await ConnectAsync(server);
        byte[] request = Request(StunMethod.Binding);

        // Two and a half messages, then the rest.
        foreach (byte b in (byte[])[.. request, .. request, .. request.AsSpan(0, 9)]) await client.GetStream().WriteAsync((byte[])[b]);
        Assert.That(await ReadAsync(client), Is.EqualTo(StunClass.SuccessResponse));
        Assert.That(await ReadAsync(client), Is.EqualTo(StunClass.SuccessResponse));
        await client.GetStream().WriteAsync(request.AsMemory(9));
        Assert.That(await ReadAsync(client), Is.EqualTo(StunClass.SuccessResponse));

        using var http = new HttpClient { BaseAddress = server.HttpUri };
        Assert.That(await http.GetStringAsync("/healthz"), Does.StartWith("ok\n"), "HTTP has the same port");
    }

    [Test]
    public async Task EndsAStreamThatItCanNotFollow()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using TcpClient client = await ConnectAsync(server);
        await client.GetStream().WriteAsync(Request(StunMethod.Binding));
        await ReadAsync(client);
        await client.GetStream().WriteAsync((byte[])[0xFF, 0xFF, 0xFF, 0xFF]);
        byte[] rest = new byte[1];
        Assert.That(async () => await client.GetStream().ReadAsync(rest).AsTask().WaitAsync(TimeSpan.FromSeconds(10)), Is.Zero);
    }

    [Test]
    public async Task EndsAnAllocationWithItsConnection()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => o.Turn.Secret = "s");
        var turn = (TurnService)server.Services.GetService(typeof(TurnService))!;
        using (TcpClient client = await ConnectAsync(server))
        {
            string username = RestCredentials.NameFor("ann", DateTimeOffset.UtcNow.AddMinutes(1));
            string nonce = new NonceMint(new SystemCrypto(), "s"u8, TimeSpan.FromHours(1)).For(username, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            byte[] key = new byte[LongTermKey.Length];
            LongTermKey.Derive(new SystemCrypto(), username, "p2pnet", RestCredentials.PasswordFor(new SystemCrypto(), "s"u8, username), key);
            await client.GetStream().WriteAsync(Request(StunMethod.Allocate, (ref StunWriter w) =>
            {
                TurnActor.Udp(ref w);
                w.Add(StunAttributeType.Username, System.Text.Encoding.UTF8.GetBytes(username));
                w.Add(StunAttributeType.Realm, "p2pnet"u8);
                w.Add(StunAttributeType.Nonce, System.Text.Encoding.ASCII.GetBytes(nonce));
                MessageIntegrity.AddTo(ref w, new SystemCrypto(), key);
            }));
            Assert.That(await ReadAsync(client), Is.EqualTo(StunClass.SuccessResponse));
            Assert.That(turn.Counters.Allocations, Is.EqualTo(1));
        }

        Assert.That(() => turn.Counters.Allocations, Is.Zero.After(5000, 20));
    }

    [Test]
    public async Task ServesNothingButTurnOnThePortOfTurn()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(server.Addresses.TurnTcp[0]);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        Assert.That(async () => await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(10)), Is.Zero);
    }

    [Test]
    public async Task AnswersWhoHasClosedItsSideAlready()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using TcpClient client = await ConnectAsync(server);
        await client.GetStream().WriteAsync((byte[])[.. Request(StunMethod.Binding), .. Request(StunMethod.Binding)]);
        NetworkStream stream = client.GetStream();
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.That(await ReadAsync(stream), Is.EqualTo(StunClass.SuccessResponse));
        Assert.That(await ReadAsync(stream), Is.EqualTo(StunClass.SuccessResponse));
        Assert.That(async () => await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(10)), Is.Zero);
    }

    private static async Task<TcpClient> ConnectAsync(LobbyServer server)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", server.HttpUri.Port);
        return client;
    }

    private static byte[] Request(StunMethod method, Build? build = null)
    {
        Span<byte> buffer = stackalloc byte[512];
        var writer = new StunWriter(buffer, StunClass.Request, method, TransactionId.Create(new TestRandom(1)));
        build?.Invoke(ref writer);
        return writer.Written.ToArray();
    }

    private static Task<StunClass> ReadAsync(TcpClient client) => ReadAsync(client.GetStream());

    private static async Task<StunClass> ReadAsync(NetworkStream stream)
    {
        byte[] bytes = new byte[1024];
        await stream.ReadExactlyAsync(bytes.AsMemory(0, StunHeader.Length)).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(StunHeader.TryRead(bytes, out StunHeader header), Is.True);
        await stream.ReadExactlyAsync(bytes.AsMemory(StunHeader.Length, header.MessageLength - StunHeader.Length));
        return header.Class;
    }
}
