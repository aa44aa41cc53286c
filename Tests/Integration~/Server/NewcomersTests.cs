using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

/// <summary>Connections that show nothing are counted on every port, from the first moment; those that become something are not.</summary>
internal sealed class NewcomersTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("p2pnet-newcomers-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, true);

    [Test]
    public async Task CountsWhoIsSilentOnEveryPort()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        using TcpClient http = await ConnectAsync(server.HttpUri.Port);
        using TcpClient turn = await ConnectAsync(server.Addresses.TurnTcp[0].Port);
        using TcpClient half = await ConnectAsync(server.HttpUri.Port);
        await half.GetStream().WriteAsync("GET / HT"u8.ToArray());
        Assert.That(() => Of(server).Count, Is.EqualTo(3).After(5000, 10));

        half.Close();
        Assert.That(() => Of(server).Count, Is.EqualTo(2).After(5000, 10));
    }

    [Test]
    public async Task AWebSocketCountsNoMore()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        RawClient client = await server.ConnectAsync();
        Assert.That((client.Welcome != null, Of(server).Count), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task ATlsHandshakeThatNeverEndsIsOne()
    {
        string pem = Path.Combine(_directory, "server.pem");
        SelfSigned.Write(pem, "localhost");
        await using LobbyServer server = await LobbyServer.StartAsync(o =>
        {
            o.Urls = ["https://127.0.0.1:0"];
            o.TlsCertificate = pem;
        });
        using TcpClient silent = await ConnectAsync(new Uri(server.Addresses.Http[0]).Port);
        // The first bytes of a ClientHello, and no more.
        await silent.GetStream().WriteAsync((byte[])[22, 3, 1, 2, 0, 1, 0, 1]);
        using TcpClient done = await ConnectAsync(new Uri(server.Addresses.Http[0]).Port);
        await using var tls = new SslStream(done.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        Assert.That(() => Of(server).Count, Is.EqualTo(2).After(5000, 10));
        Assert.That(async () => await silent.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)), Is.Zero, "it is ended");
    }

    private static Newcomers Of(LobbyServer server) => (Newcomers)server.Services.GetService(typeof(Newcomers))!;

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        return client;
    }
}
