using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>A socket of <see cref="SocketTurnIo"/> with the address that it received from last, and that it sends to next.</summary>
internal sealed record PortablePort(Socket Socket, int Index, bool IsListener)
{
    // Behind the two bytes of the family, which SocketAddress itself writes, a sockaddr is alike on every system: port, IPv4 address;
    // or port, flow label, IPv6 address, scope.
    private const int PortAt = 2;
    private const int IPv4At = 4;
    private const int IPv6At = 8;
    private const int ScopeAt = 24;

    private readonly SocketAddress _destination = new(Socket.AddressFamily);

    public SocketAddress Remote { get; } = new(Socket.AddressFamily);

    public TransportAddress ReadRemote()
    {
        ReadOnlySpan<byte> bytes = Remote.Buffer.Span;
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[PortAt..]);
        return Remote.Family == AddressFamily.InterNetwork
            ? TransportAddress.FromBytes(bytes.Slice(IPv4At, 4), port)
            : TransportAddress.FromBytes(bytes.Slice(IPv6At, 16), port, BitConverter.ToUInt32(bytes.Slice(ScopeAt, 4)));
    }

    /// <summary>The address is of the socket's family.</summary>
    public SocketAddress WriteRemote(in TransportAddress address)
    {
        Span<byte> bytes = _destination.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortAt..], address.Port);
        address.WriteAddress(bytes[(address.IsIPv4 ? IPv4At : IPv6At)..]);
        if (address.IsIPv6) BitConverter.TryWriteBytes(bytes.Slice(ScopeAt, 4), address.ScopeId);
        return _destination;
    }
}
