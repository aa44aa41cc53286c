using System;
using System.Text;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>A TURN server in virtual time, without sockets.</summary>
internal sealed class TurnBench
{
    public const string Secret = "the relays' secret";

    /// <summary>The wall clock when a test begins.</summary>
    public const long UnixStart = 1_790_000_000;

    public static readonly TransportAddress ServerIPv4 = Address("198.51.100.1", 3478);
    public static readonly TransportAddress ServerIPv6 = Address("2001:db8:5::1", 3478);

    /// <summary>A peer that the policy has nothing against.</summary>
    public static readonly TransportAddress Bob = Address("203.0.113.9", 6000);

    private readonly byte[] _buffer = new byte[TurnServer.Headroom + 4 + 65536 + TurnServer.Tailroom];

    public TurnBench(Func<TurnServerOptions, TurnServerOptions>? configure = null)
    {
        Options = (configure ?? (o => o))(Defaults());
        Server = new TurnServer(Options, Transport, new SystemCrypto(), Random);
    }

    public TurnServerOptions Options { get; }

    public RecordingTransport Transport { get; } = new();

    public TurnServer Server { get; }

    public TestRandom Random { get; } = new(1);

    public Timestamp Now { get; private set; } = Timestamp.FromMilliseconds(5_000);

    public TurnCounters Counters => Server.Counters;

    public static TurnServerOptions Defaults() => new()
    {
        Listeners = [new TurnListener(ServerIPv4), new TurnListener(ServerIPv6)],
        Secret = Encoding.UTF8.GetBytes(Secret),
        Origin = DateTimeOffset.FromUnixTimeSeconds(UnixStart) - TimeSpan.FromSeconds(5),
        BytesPerSecondOfUser = 0,
    };

    public static TransportAddress Address(string address, ushort port) =>
        TransportAddress.TryParse(address, port, out TransportAddress result) ? result : throw new FormatException(address);

    /// <summary>A client at an address, over UDP to the server's IPv4 listener.</summary>
    public TurnActor Client(string address = "203.0.113.7", ushort port = 5000, string name = "ann") => new(this, new ClientTuple(0, Address(address, port)), name);

    /// <summary>Lets time pass; the server's time-outs come in time.</summary>
    public void Pass(TimeSpan time)
    {
        Timestamp end = Now + time;
        while (Server.NextTimeout <= end)
        {
            Now = Timestamp.Max(Now, Server.NextTimeout);
            Server.HandleTimeout(Now);
        }

        Now = end;
    }

    public void FromClient(in ClientTuple client, ReadOnlySpan<byte> message)
    {
        message.CopyTo(_buffer.AsSpan(TurnServer.Headroom));
        Server.HandleClient(Now, client, _buffer.AsSpan(0, TurnServer.Headroom + message.Length + TurnServer.Tailroom), TurnServer.Headroom, message.Length);
    }

    /// <summary>A datagram of a peer's to a relayed address.</summary>
    public void FromPeer(TransportAddress peer, TransportAddress relay, ReadOnlySpan<byte> datagram)
    {
        datagram.CopyTo(_buffer.AsSpan(TurnServer.Headroom));
        Server.HandlePeer(Now, Transport.HandleOf(relay), peer, _buffer.AsSpan(0, TurnServer.Headroom + datagram.Length + TurnServer.Tailroom), TurnServer.Headroom, datagram.Length);
    }

    /// <summary>What the server sent to a client last; nothing else may wait.</summary>
    public byte[] OnlyMessageTo(in ClientTuple client)
    {
        Assert.That(Transport.ToClients, Has.Count.EqualTo(1));
        (ClientTuple to, byte[] message) = Transport.ToClients.Dequeue();
        Assert.That(to, Is.EqualTo(client));
        return message;
    }

    public void ExpectSilence()
    {
        Assert.That(Transport.ToClients, Is.Empty);
        Assert.That(Transport.ToPeers, Is.Empty);
    }
}
