using System;
using System.Globalization;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>A transmission sequence number (RFC 9260 §1.6): counts DATA chunks on a circle of 2^32.</summary>
    internal readonly struct Tsn : IEquatable<Tsn>
    {
        public readonly uint Value;

        public Tsn(uint value) => Value = value;

        public Tsn Next => new Tsn(Value + 1);

        public Tsn Previous => new Tsn(Value - 1);

        public static bool operator >(Tsn a, Tsn b) => SerialNumber.IsAfter(a.Value, b.Value);

        public static bool operator <(Tsn a, Tsn b) => SerialNumber.IsAfter(b.Value, a.Value);

        public static bool operator >=(Tsn a, Tsn b) => !SerialNumber.IsAfter(b.Value, a.Value);

        public static bool operator <=(Tsn a, Tsn b) => !SerialNumber.IsAfter(a.Value, b.Value);

        public static bool operator ==(Tsn a, Tsn b) => a.Value == b.Value;

        public static bool operator !=(Tsn a, Tsn b) => a.Value != b.Value;

        public static Tsn operator +(Tsn tsn, int count) => new Tsn(tsn.Value + (uint)count);

        /// <summary>Steps from <paramref name="b"/> to <paramref name="a"/>; negative where a lies before b.</summary>
        public static int operator -(Tsn a, Tsn b) => (int)(a.Value - b.Value);

        public bool Equals(Tsn other) => Value == other.Value;

        public override bool Equals(object? obj) => obj is Tsn other && other.Value == Value;

        public override int GetHashCode() => (int)Value;

        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }
}
