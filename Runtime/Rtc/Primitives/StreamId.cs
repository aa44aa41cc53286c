using System;
using System.Globalization;

namespace P2PNet.Rtc
{
    /// <summary>An SCTP stream identifier (RFC 9260 §3.3.1), which is also a data channel's id (RFC 8831 §6.5). 65535 is reserved.</summary>
    internal readonly struct StreamId : IEquatable<StreamId>
    {
        public readonly ushort Value;

        public StreamId(ushort value) => Value = value;

        public static bool operator ==(StreamId a, StreamId b) => a.Value == b.Value;

        public static bool operator !=(StreamId a, StreamId b) => a.Value != b.Value;

        public bool Equals(StreamId other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is StreamId other && other.Value == Value;

        public override int GetHashCode() => Value;

        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }
}
