using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// A <c>sockaddr_in</c> or <c>sockaddr_in6</c> of Linux where the kernel reads and writes it. An IPv4 address lies where an IPv6
/// address has its flow label, which is never set here.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct KernelAddress
{
    public const int Size = 28;
    public const int SizeOfIPv4 = 16;

    private const ushort InterNetwork = 2;
    private const ushort InterNetworkV6 = 10;

    [FieldOffset(0)] private ushort _family;
    [FieldOffset(2)] private ushort _port;
    [FieldOffset(4)] private uint _ipv4;
    [FieldOffset(8)] private ulong _high;
    [FieldOffset(16)] private ulong _low;
    [FieldOffset(24)] private uint _scope;

    /// <summary>What the kernel wants to hear as the address's length.</summary>
    public readonly uint Length => _family == InterNetworkV6 ? Size : (uint)SizeOfIPv4;

    /// <summary>Whether both are one destination.</summary>
    public readonly bool IsSame(in KernelAddress other) =>
        _port == other._port && _ipv4 == other._ipv4 && _family == other._family
        && (_family == InterNetwork || (_high == other._high && _low == other._low && _scope == other._scope));

    /// <summary>The address as a value; none where the family is neither IPv4 nor IPv6.</summary>
    public readonly TransportAddress ToTransportAddress()
    {
        ushort port = BinaryPrimitives.ReverseEndianness(_port);
        if (_family == InterNetwork) return TransportAddress.FromBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in _ipv4)), port);
        if (_family != InterNetworkV6) return default;
        return TransportAddress.FromBytes(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in _high, 2)), port, _scope);
    }

    /// <summary>Overwrites this. The caller sees to it that the address is of the socket's family.</summary>
    public void Set(in TransportAddress address)
    {
        _port = BinaryPrimitives.ReverseEndianness(address.Port);
        if (address.IsIPv4)
        {
            _family = InterNetwork;
            address.WriteAddress(MemoryMarshal.AsBytes(new Span<uint>(ref _ipv4)));
            return;
        }

        _family = InterNetworkV6;
        _ipv4 = 0;
        address.WriteAddress(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref _high, 2)));
        _scope = address.ScopeId;
    }
}
