using System;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>A server, a player with an allocation, and a peer that a channel is bound to.</summary>
internal sealed class RelayScene : IDisposable
{
    public const ushort Channel = 0x4001;

    private readonly byte[] _buffer = new byte[65536];

    public RelayScene(IoKind kind, IPAddress? address = null)
    {
        Host = new RelayHost(kind, address);
        Player = Host.Join().Allocate();
        Peer = OpenPeer(address);
        Player.Bind(Channel, Peer.LocalEndPoint!);
    }

    public RelayHost Host { get; }

    public RelayedPlayer Player { get; }

    public Socket Peer { get; }

    /// <summary>A socket without a relay, whose receives give up after a while.</summary>
    public static Socket OpenPeer(IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20, ReceiveTimeout = 5000 };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    /// <summary>From the player to the peer.</summary>
    public void SendToPeer(ReadOnlySpan<byte> message) => Player.Send(Channel, message);

    /// <summary>From the peer to the player.</summary>
    public void SendToPlayer(ReadOnlySpan<byte> message) => Peer.SendTo(message, SocketFlags.None, Player.Relayed);

    /// <summary>What comes next to the peer is this, and from the player's relay.</summary>
    public void ExpectAtPeer(ReadOnlySpan<byte> message, string? because = null)
    {
        EndPoint from = new IPEndPoint(Peer.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        int length = Peer.ReceiveFrom(_buffer, ref from);
        Assert.That(from, Is.EqualTo(Player.Relayed), because);
        Assert.That(_buffer.AsSpan(0, length).SequenceEqual(message), Is.True, because);
    }

    /// <summary>What comes next to the player is this, over the channel.</summary>
    public void ExpectAtPlayer(ReadOnlySpan<byte> message, string? because = null) => Assert.That(Player.Receive(Channel).SequenceEqual(message), Is.True, because);

    public void Dispose()
    {
        Peer.Dispose();
        Player.Dispose();
        Host.Dispose();
    }
}
