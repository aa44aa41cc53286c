using System;

namespace P2PNet.Rtc
{
    /// <summary>
    /// Names the local end of a path: the one UDP socket of an address family, a TCP or TLS connection to a TURN server, or a relayed
    /// address. Two candidates with the same socket and the same remote address are the same path, whatever interface address they were
    /// gathered from, because the system chooses the interface when it routes.
    /// </summary>
    internal readonly struct SocketId : IEquatable<SocketId>
    {
        public static readonly SocketId IPv4 = new SocketId(0);
        public static readonly SocketId IPv6 = new SocketId(1);

        /// <summary>The first number that stands for a connection to a TURN server.</summary>
        public const byte FirstStream = 2;

        /// <summary>The first number that stands for a relayed address.</summary>
        public const byte FirstRelay = 16;

        public readonly byte Value;

        public SocketId(byte value) => Value = value;

        public bool IsStream => Value >= FirstStream && Value < FirstRelay;

        public bool IsRelay => Value >= FirstRelay;

        /// <summary>The socket that reaches an address directly.</summary>
        public static SocketId For(in TransportAddress address) => address.IsIPv6 ? IPv6 : IPv4;

        public static bool operator ==(SocketId a, SocketId b) => a.Value == b.Value;

        public static bool operator !=(SocketId a, SocketId b) => a.Value != b.Value;

        public bool Equals(SocketId other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is SocketId other && other.Value == Value;

        public override int GetHashCode() => Value;

        public override string ToString() => Value == 0 ? "udp4" : Value == 1 ? "udp6" : IsRelay ? "relay" + (Value - FirstRelay) : "stream" + (Value - FirstStream);
    }
}
