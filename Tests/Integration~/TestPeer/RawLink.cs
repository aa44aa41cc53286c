using System;
using System.Collections.Concurrent;
using System.Text;
using System.Threading;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.TestPeer;

/// <summary>
/// One link at the seam IPeerConnection, without lobby and session: descriptions and candidates go over standard output and input, a
/// line each (word, then base64). Announces two channels by DCEP, sends back what comes on channels that the other side announced.
/// </summary>
internal sealed class RawLink : ISessionLoopClient, IPeerConnectionObserver
{
    private readonly ConcurrentQueue<string[]> _input = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly bool _offers;
    private ISessionLoop _loop = null!;
    private IPeerConnection _connection = null!;

    private RawLink(bool offers) => _offers = offers;

    Timestamp ISessionLoopClient.NextTimeout => Timestamp.Never;

    /// <summary>Runs until the link is over or standard input ends.</summary>
    public static void Run(bool offers)
    {
        var link = new RawLink(offers);
        using var loop = NativePlatform.Instance.Start(link, new SessionLoopOptions { Log = Console.Error.WriteLine });
        var reader = new Thread(() => link.ReadInput(loop)) { IsBackground = true };
        reader.Start();
        link._over.Wait();
    }

    void ISessionLoopClient.OnStarted(ISessionLoop loop)
    {
        _loop = loop;
        _connection = loop.PeerConnections.Create(new PeerConnectionOptions(), this);
        _connection.CreateDataChannel(new DataChannelOptions { Label = "net ordered ✓", Protocol = "game" });
        _connection.CreateDataChannel(new DataChannelOptions { Label = "net lossy", Ordered = false, MaxRetransmits = 0 });
        if (_offers) _connection.CreateOffer();
    }

    void ISessionLoopClient.OnNetworkChanged(Timestamp now)
    {
    }

    void ISessionLoopClient.OnStopping(string? reason)
    {
    }

    void ISessionLoopClient.Run(Timestamp now)
    {
        while (_input.TryDequeue(out var line)) Take(line[0], Encoding.UTF8.GetString(Convert.FromBase64String(line[1])));
    }

    void IPeerConnectionObserver.OnLocalDescription(SessionDescription description) => Print(description.Type == SessionDescriptionType.Offer ? "offer" : "answer", description.Sdp);

    void IPeerConnectionObserver.OnLocalCandidate(string candidate) => Print("candidate", candidate);

    void IPeerConnectionObserver.OnStateChanged(PeerConnectionState state, LinkFailure? failure)
    {
        Console.WriteLine($"state {state} {failure}");
        if (state is PeerConnectionState.Closed or PeerConnectionState.Failed) _over.Set();
    }

    void IPeerConnectionObserver.OnDataChannel(IDataChannel channel)
    {
        var options = channel.Options;
        Console.WriteLine($"announced {options.Label}|{options.Protocol}|{options.Ordered}|{options.MaxRetransmits}|{options.MaxPacketLifeTime}");
    }

    void IPeerConnectionObserver.OnDataChannelStateChanged(IDataChannel channel)
    {
        Console.WriteLine($"channel {channel.Options.Label} {channel.State}");
        if (channel.State != DataChannelState.Open) return;
        Send(channel, "text ✓", isString: true);
        Send(channel, "", isString: true);
        Send(channel, "", isString: false);
        Send(channel, "bytes", isString: false);
    }

    void IPeerConnectionObserver.OnMessage(IDataChannel channel, bool isString, PooledBuffer payload)
    {
        bool ours = channel.Options.Label.StartsWith("net", StringComparison.Ordinal);
        if (ours) Console.WriteLine($"back {channel.Options.Label}|{(isString ? "text" : "binary")}|{Encoding.UTF8.GetString(payload.Span)}");
        else if (isString && payload.Span.SequenceEqual("close"u8)) channel.Close();
        else if (channel.Send(payload.AddReference(), isString) is var status and not SendStatus.Accepted) Refused(payload, status);
        payload.Dispose();
    }

    void IPeerConnectionObserver.OnBufferedAmountLow(IDataChannel channel)
    {
    }

    private static void Refused(PooledBuffer payload, SendStatus status)
    {
        payload.Dispose();
        Console.WriteLine($"refused {payload.Length} {status}");
    }

    private static void Print(string word, string text) => Console.WriteLine($"{word} {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}");

    private void Send(IDataChannel channel, string text, bool isString)
    {
        var payload = _loop.PeerConnections.Buffers.Rent(64);
        payload.Write(Encoding.UTF8.GetBytes(text));
        if (channel.Send(payload, isString) is var status and not SendStatus.Accepted) Refused(payload, status);
    }

    private void Take(string word, string text)
    {
        if (word == "candidate") _connection.AddIceCandidate(text);
        else if (word == "close") _connection.Close();
        else _connection.SetRemoteDescription(new SessionDescription(word == "offer" ? SessionDescriptionType.Offer : SessionDescriptionType.Answer, text));
    }

    private void ReadInput(ISessionLoop loop)
    {
        while (Console.ReadLine() is { } line)
        {
            _input.Enqueue((line + " ").Split(' ', 2, StringSplitOptions.TrimEntries));
            loop.Wake();
        }

        _over.Set();
    }
}
