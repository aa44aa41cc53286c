using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace P2PNet.Rtc
{
    /// <summary>
    /// An IPv4 or IPv6 address and a UDP or TCP port, as a value: what <see cref="IPEndPoint"/> is, without the allocation.
    /// An IPv4-mapped IPv6 address is kept as the IPv4 address that it means, so that equal peers compare equal.
    /// </summary>
    internal readonly struct TransportAddress : IEquatable<TransportAddress>
    {
        private readonly ulong _high;
        private readonly ulong _low;
        private readonly uint _scope;
        private readonly ushort _port;
        private readonly byte _family; // 0 none, 4, 6

        private TransportAddress(byte family, ulong high, ulong low, uint scope, ushort port)
        {
            _family = family;
            _high = high;
            _low = low;
            _scope = scope;
            _port = port;
        }

        /// <summary>Whether this is an address at all; <c>default</c> is not.</summary>
        public bool IsValid => _family != 0;

        public bool IsIPv4 => _family == 4;

        public bool IsIPv6 => _family == 6;

        public ushort Port => _port;

        /// <summary>Interface index of a link-local IPv6 address, else 0. Not part of what travels on the wire.</summary>
        public uint ScopeId => _scope;

        /// <summary>4 or 16 bytes; 0 where not valid.</summary>
        public int AddressLength => _family == 4 ? 4 : _family == 6 ? 16 : 0;

        /// <summary>Makes an address from its 4 or 16 bytes in network order.</summary>
        /// <exception cref="ArgumentException">The span is of another length.</exception>
        public static TransportAddress FromBytes(ReadOnlySpan<byte> address, ushort port, uint scopeId = 0)
        {
            if (address.Length == 4) return new TransportAddress(4, 0, BinaryPrimitives.ReadUInt32BigEndian(address), 0, port);
            if (address.Length != 16) throw new ArgumentException("An address has 4 or 16 bytes, not " + address.Length + ".", nameof(address));
            ulong high = BinaryPrimitives.ReadUInt64BigEndian(address);
            ulong low = BinaryPrimitives.ReadUInt64BigEndian(address.Slice(8));
            if (high == 0 && low >> 32 == 0xFFFF) return new TransportAddress(4, 0, (uint)low, 0, port);
            bool linkLocal = high >> 54 == 0x3FA; // fe80::/10
            return new TransportAddress(6, high, low, linkLocal ? scopeId : 0, port);
        }

        public static TransportAddress FromEndPoint(IPEndPoint endPoint) => FromAddress(endPoint.Address, (ushort)endPoint.Port);

        public static TransportAddress FromAddress(IPAddress address, ushort port)
        {
            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out int written);
            return FromBytes(bytes.Slice(0, written), port, address.AddressFamily == AddressFamily.InterNetworkV6 ? (uint)address.ScopeId : 0);
        }

        /// <summary>Parses a numeric address (never a name: nothing is looked up).</summary>
        public static bool TryParse(ReadOnlySpan<char> address, ushort port, out TransportAddress result)
        {
            result = default;
            // IPAddress also takes "1" and "0x7f.1"; an address on the wire has all its parts.
            if (address.IndexOf(':') < 0 && Count(address, '.') != 3) return false;
            if (!IPAddress.TryParse(address, out IPAddress? parsed)) return false;
            result = FromAddress(parsed, port);
            return true;
        }

        public IPAddress ToIPAddress()
        {
            Span<byte> bytes = stackalloc byte[16];
            int length = WriteAddress(bytes);
            return _family == 6 && _scope != 0 ? new IPAddress(bytes.Slice(0, length), _scope) : new IPAddress(bytes.Slice(0, length));
        }

        public IPEndPoint ToEndPoint() => new IPEndPoint(ToIPAddress(), _port);

        public TransportAddress WithPort(ushort port) => new TransportAddress(_family, _high, _low, _scope, port);

        /// <summary>Writes the 4 or 16 bytes in network order and returns how many.</summary>
        public int WriteAddress(Span<byte> destination)
        {
            if (_family == 4)
            {
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
                return 4;
            }

            if (_family == 0) return 0;
            BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
            BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(8), _low);
            return 16;
        }

        public bool SameAddress(in TransportAddress other) => _family == other._family && _high == other._high && _low == other._low && _scope == other._scope;

        public bool IsLoopback => _family == 4 ? (_low >> 24) == 127 : _family == 6 && _high == 0 && _low == 1;

        /// <summary>0.0.0.0 or ::.</summary>
        public bool IsAny => _family != 0 && _high == 0 && _low == 0;

        public bool IsLinkLocal => _family == 4 ? _low >> 16 == 0xA9FE : _family == 6 && _high >> 54 == 0x3FA;

        public bool IsMulticast => _family == 4 ? _low >> 28 == 0xE : _family == 6 && _high >> 56 == 0xFF;

        /// <summary>RFC 1918, RFC 6598 (carriers' 100.64/10) and RFC 4193 (fc00::/7).</summary>
        public bool IsPrivate => _family == 4
            ? _low >> 24 == 10 || _low >> 20 == 0xAC1 || _low >> 16 == 0xC0A8 || _low >> 22 == 0x191
            : _family == 6 && _high >> 57 == 0x7E;

        /// <summary>Whether it means one host on the Internet.</summary>
        public bool IsPublic => IsValid && !IsPrivate && !IsLoopback && !IsLinkLocal && !IsAny && !IsMulticast;

        public static bool operator ==(TransportAddress a, TransportAddress b) => a.Equals(b);

        public static bool operator !=(TransportAddress a, TransportAddress b) => !a.Equals(b);

        public bool Equals(TransportAddress other) => _port == other._port && SameAddress(other);

        public override bool Equals(object? obj) => obj is TransportAddress other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_high, _low, _port);

        /// <summary>The address alone, as a candidate line has it.</summary>
        public string AddressToString() => _family == 0 ? "none" : _scope != 0 ? new IPAddress(ToIPAddress().GetAddressBytes()).ToString() : ToIPAddress().ToString();

        /// <summary><c>192.0.2.1:5000</c> or <c>[2001:db8::1]:5000</c>.</summary>
        public override string ToString()
        {
            string port = _port.ToString(CultureInfo.InvariantCulture);
            return _family == 6 ? "[" + AddressToString() + "]:" + port : AddressToString() + ":" + port;
        }

        private static int Count(ReadOnlySpan<char> text, char wanted)
        {
            int count = 0;
            foreach (char c in text)
                if (c == wanted)
                    count++;
            return count;
        }
    }
}
