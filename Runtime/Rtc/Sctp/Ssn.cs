using System;
using System.Globalization;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>A stream sequence number (RFC 9260 §6.5): counts the ordered messages of one stream on a circle of 2^16.</summary>
    internal readonly struct Ssn : IEquatable<Ssn>
    {
        public readonly ushort Value;

        public Ssn(ushort value) => Value = value;

        public Ssn Next => new Ssn((ushort)(Value + 1));

        public static bool operator >(Ssn a, Ssn b) => SerialNumber.IsAfter(a.Value, b.Value);

        public static bool operator <(Ssn a, Ssn b) => SerialNumber.IsAfter(b.Value, a.Value);

        public static bool operator >=(Ssn a, Ssn b) => !SerialNumber.IsAfter(b.Value, a.Value);

        public static bool operator <=(Ssn a, Ssn b) => !SerialNumber.IsAfter(a.Value, b.Value);

        public static bool operator ==(Ssn a, Ssn b) => a.Value == b.Value;

        public static bool operator !=(Ssn a, Ssn b) => a.Value != b.Value;

        public bool Equals(Ssn other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is Ssn other && other.Value == Value;

        public override int GetHashCode() => Value;

        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }
}
