using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>A TURN client of few words, with a socket that blocks.</summary>
internal sealed class RelayedPlayer : IDisposable
{
    private readonly byte[] _buffer = new byte[65536];

    public RelayedPlayer(IPEndPoint server, string secret, string player)
    {
        Socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20, ReceiveTimeout = 5000 };
        Socket.Connect(server);
        Words = new TurnDialogue(Socket, secret, player);
    }

    public Socket Socket { get; }

    public TurnDialogue Words { get; }

    /// <summary>Where peers see this player, once it has allocated.</summary>
    public IPEndPoint Relayed { get; private set; } = null!;

    public RelayedPlayer Allocate()
    {
        Relayed = Words.Allocate().ToEndPoint();
        return this;
    }

    /// <summary>Binds a channel to a peer.</summary>
    public void Bind(ushort channel, EndPoint peer) => Words.Bind(channel, TransportAddress.FromEndPoint((IPEndPoint)peer));

    public void Send(ushort channel, ReadOnlySpan<byte> data) => Socket.Send(TurnActor.ChannelData(channel, data));

    /// <summary>The next ChannelData, which must be of this channel. The span is the player's.</summary>
    public ReadOnlySpan<byte> Receive(ushort channel)
    {
        int length = Socket.Receive(_buffer);
        Assert.That(length, Is.GreaterThanOrEqualTo(ChannelDataHeader.Length));
        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(_buffer), Is.EqualTo(channel));
        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(2)), Is.EqualTo(length - ChannelDataHeader.Length));
        return _buffer.AsSpan(ChannelDataHeader.Length, length - ChannelDataHeader.Length);
    }

    public void Dispose() => Socket.Dispose();
}
