using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// Writes and reads the kernel's socket addresses in place, so that no <see cref="IPEndPoint"/> is made a datagram. The layout is
    /// the same on Linux, macOS and Windows but for the two bytes of the family, which <see cref="SocketAddress"/> itself writes and reads:
    /// family 2, port 2, then IPv4: address 4, padding 8; IPv6: flow label 4, address 16, scope 4 (in the machine's byte order).
    /// </summary>
    internal static class SocketAddressCodec
    {
        private const int PortAt = 2;
        private const int IPv4At = 4;
        private const int IPv6At = 8;
        private const int ScopeAt = 24;
        private const int IPv4Size = 16;
        private const int IPv6Size = 28;

        /// <summary>A socket address of zeros that holds an address of the family.</summary>
        public static SocketAddress Create(AddressFamily family) =>
            new SocketAddress(family, family == AddressFamily.InterNetworkV6 ? IPv6Size : IPv4Size);

        /// <summary>As the runtime's calls for TCP want it.</summary>
        public static IPEndPoint ToEndPoint(in TransportAddress address)
        {
            Span<byte> bytes = stackalloc byte[16];
            int length = address.WriteAddress(bytes);
            IPAddress ip = length == 4 ? new IPAddress(bytes.Slice(0, 4)) : new IPAddress(bytes, address.ScopeId);
            return new IPEndPoint(ip, address.Port);
        }

        /// <summary>Overwrites port, address and scope. The destination was made for the address's family.</summary>
        public static void Write(in TransportAddress address, SocketAddress destination)
        {
            Span<byte> bytes = stackalloc byte[16];
            int length = address.WriteAddress(bytes);
            int at = length == 4 ? IPv4At : IPv6At;
#if NET
            Span<byte> buffer = destination.Buffer.Span;
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(PortAt), address.Port);
            bytes.Slice(0, length).CopyTo(buffer.Slice(at));
            if (length == 16) BitConverter.TryWriteBytes(buffer.Slice(ScopeAt, 4), address.ScopeId);
#else
            destination[PortAt] = (byte)(address.Port >> 8);
            destination[PortAt + 1] = (byte)address.Port;
            for (int i = 0; i < length; i++) destination[at + i] = bytes[i];
            if (length != 16) return;
            BitConverter.TryWriteBytes(bytes, address.ScopeId);
            for (int i = 0; i < 4; i++) destination[ScopeAt + i] = bytes[i];
#endif
        }

        /// <summary>Reads what a receive call has written. False for another family or too few bytes.</summary>
        public static bool TryRead(SocketAddress source, out TransportAddress address)
        {
            address = default;
            bool isIPv6 = source.Family == AddressFamily.InterNetworkV6;
            if (!isIPv6 && source.Family != AddressFamily.InterNetwork) return false;
            if (source.Size < (isIPv6 ? IPv6Size : IPv4At + 4)) return false;
#if NET
            ReadOnlySpan<byte> buffer = source.Buffer.Span;
#else
            Span<byte> buffer = stackalloc byte[IPv6Size];
            int used = isIPv6 ? IPv6Size : IPv4At + 4;
            for (int i = PortAt; i < used; i++) buffer[i] = source[i];
#endif
            ushort port = BinaryPrimitives.ReadUInt16BigEndian(buffer.Slice(PortAt));
            address = isIPv6
                ? TransportAddress.FromBytes(buffer.Slice(IPv6At, 16), port, BitConverter.ToUInt32(buffer.Slice(ScopeAt, 4)))
                : TransportAddress.FromBytes(buffer.Slice(IPv4At, 4), port);
            return true;
        }
    }
}
