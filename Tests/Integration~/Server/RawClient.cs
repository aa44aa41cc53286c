using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

/// <summary>A bare WebSocket with the codec: it does nothing by itself, no heartbeat either, and may misbehave in any way.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private long _lastId;

    private RawClient(ClientWebSocket socket) => Socket = socket;

    public ClientWebSocket Socket { get; }

    public string PlayerId => Welcome!.PlayerId;

    public WelcomeFrame? Welcome { get; private set; }

    /// <summary>As it was when this client joined.</summary>
    public LobbySnapshot? Lobby { get; private set; }

    /// <summary>Of this client's membership.</summary>
    public string? ResumeToken { get; private set; }

    public static async Task<RawClient> ConnectAsync(Uri uri, bool sayHello = true)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(ProtocolLimits.Subprotocol);
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(uri, patience.Token);
        var client = new RawClient(socket);
        if (!sayHello) return client;
        await client.SendAsync(new HelloFrame(client: "test"));
        client.Welcome = await client.ExpectAsync<WelcomeFrame>();
        return client;
    }

    /// <summary>Connects with these frames in the upgrade request.</summary>
    public static Task<RawClient> OpenAsync(Uri uri, params Frame[] opening) => OpenAsync(uri, OpeningFrames.Subprotocol, opening);

    /// <inheritdoc cref="OpenAsync(Uri, Frame[])"/>
    public static Task<RawClient> OpenAsync(Uri uri, string subprotocol, params Frame[] opening)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(subprotocol);
        Assert.That(OpeningFrames.TryEncode([.. opening.Select(FrameEncoder.Encode)], out List<string> names), Is.True);
        foreach (string name in names) socket.Options.AddSubProtocol(name);
        return OpenAsync(uri, socket);
    }

    public static async Task<RawClient> OpenAsync(Uri uri, ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(uri, patience.Token);
        return new RawClient(socket);
    }

    public long NextId() => ++_lastId;

    public async Task<LobbySnapshot> CreateLobbyAsync(int maxPlayers = 4, string name = "")
    {
        await SendAsync(new CreateLobbyFrame(NextId(), name, maxPlayers, false, new PlayerDescription("host")));
        return await EnterAsync();
    }

    public async Task<LobbySnapshot> JoinAsync(string code)
    {
        await SendAsync(new JoinLobbyByCodeFrame(NextId(), code, new PlayerDescription("guest")));
        return await EnterAsync();
    }

    /// <summary>Takes over the membership of a client that joined.</summary>
    public async Task<LobbyResumedFrame> ResumeAsync(RawClient other, long received = 0)
    {
        await SendAsync(new ResumeLobbyFrame(NextId(), other.Lobby!.Id, other.ResumeToken!, received));
        (Lobby, ResumeToken) = (other.Lobby, other.ResumeToken);
        return await ExpectAsync<LobbyResumedFrame>();
    }

    public Task SendAsync(Frame frame)
    {
        var buffer = new ArrayBufferWriter<byte>();
        frame.WriteTo(buffer);
        return SendAsync(buffer.WrittenMemory, WebSocketMessageType.Text);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        using var patience = new CancellationTokenSource(Patience);
        await Socket.SendAsync(bytes, type, true, patience.Token);
    }

    /// <summary>The next frame; null where the server closed.</summary>
    public async Task<Frame?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new ArrayBufferWriter<byte>();
        ValueWebSocketReceiveResult result;
        do
        {
            result = await Socket.ReceiveAsync(buffer.GetMemory(4096), patience.Token);
            buffer.Advance(result.Count);
        }
        while (!result.EndOfMessage);

        if (result.MessageType == WebSocketMessageType.Close) return null;
        Assert.That(FrameReader.TryRead(buffer.WrittenSpan, out Frame? frame, out ProtocolError? error), Is.True, error?.ToString());
        return frame;
    }

    /// <summary>The next frame, which must be one of this type.</summary>
    public async Task<T> ExpectAsync<T>() where T : Frame
    {
        Frame? frame = await ReceiveAsync();
        Assert.That(frame, Is.InstanceOf<T>(), frame is ErrorFrame e ? e.Code + ": " + e.Message : $"{frame?.ToString() ?? "end of connection"}");
        return (T)frame!;
    }

    /// <summary>The next frame, which must be this error with a whole sentence.</summary>
    public async Task<ErrorFrame> ExpectErrorAsync(string code, bool fatal = false)
    {
        ErrorFrame error = await ExpectAsync<ErrorFrame>();
        Assert.That(error.Code, Is.EqualTo(code), error.Message);
        Assert.That(error.Fatal, Is.EqualTo(fatal));
        Assert.That(error.Message, Does.EndWith(".").And.Contain(" "));
        return error;
    }

    /// <summary>The end of the connection, with this status and nothing before it.</summary>
    public async Task ExpectCloseAsync(WebSocketCloseStatus status)
    {
        Frame? frame = await ReceiveAsync();
        Assert.That(frame, Is.Null, frame?.Type);
        Assert.That(Socket.CloseStatus, Is.EqualTo(status));
    }

    /// <summary>That nothing waits for this client: what it hears next is the answer to a ping.</summary>
    public async Task ExpectNothingAsync()
    {
        long id = NextId();
        await SendAsync(new PingFrame(id));
        Assert.That((await ExpectAsync<PongFrame>()).Id, Is.EqualTo(id));
    }

    /// <summary>Ends without a goodbye, as a killed process does.</summary>
    public void Abort() => Socket.Abort();

    private async Task<LobbySnapshot> EnterAsync()
    {
        LobbyJoinedFrame joined = await ExpectAsync<LobbyJoinedFrame>();
        ResumeToken = joined.ResumeToken;
        return Lobby = joined.Lobby;
    }

    public ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
