using System;
using System.Runtime.CompilerServices;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>
/// The 5-tuple of RFC 8656 §3.2: a client's address and the server's, told by the number of the listener, and the protocol. A TCP
/// connection has a number besides, since the same 5-tuple may come again and is another client then.
/// </summary>
internal readonly struct ClientTuple : IEquatable<ClientTuple>
{
    /// <summary>The client's address as the server sees it.</summary>
    public readonly TransportAddress Address;

    /// <summary>Of a TCP or TLS connection, never used twice; 0 for UDP.</summary>
    public readonly int Connection;

    /// <summary>Which of <see cref="TurnServerOptions.Listeners"/>.</summary>
    public readonly byte Listener;

    public readonly TurnTransport Transport;

    public ClientTuple(byte listener, in TransportAddress address)
    {
        Listener = listener;
        Address = address;
        Connection = 0;
        Transport = TurnTransport.Udp;
    }

    public ClientTuple(byte listener, TurnTransport transport, in TransportAddress address, int connection)
    {
        Listener = listener;
        Transport = transport;
        Address = address;
        Connection = connection;
    }

    public bool IsStream => Transport != TurnTransport.Udp;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(ClientTuple other) =>
        Address == other.Address && Listener == other.Listener && Connection == other.Connection && Transport == other.Transport;

    public override bool Equals(object? obj) => obj is ClientTuple other && Equals(other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override int GetHashCode() => Address.GetHashCode() ^ (Connection << 8) ^ Listener;

    public override string ToString() => $"{Transport} {Address}";
}
