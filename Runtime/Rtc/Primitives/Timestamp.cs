using System;

namespace P2PNet.Rtc
{
    /// <summary>
    /// A moment on a monotonic clock, in ticks of 100 ns since an origin that only its maker knows. Engines never read a clock:
    /// time comes in with every call, so that a test can run them in virtual time.
    /// </summary>
    internal readonly struct Timestamp : IEquatable<Timestamp>, IComparable<Timestamp>
    {
        /// <summary>The origin.</summary>
        public static readonly Timestamp Zero = new Timestamp(0);

        /// <summary>Later than every other moment: the time-out of an engine that waits for nothing.</summary>
        public static readonly Timestamp Never = new Timestamp(long.MaxValue);

        /// <summary>Ticks of 100 ns since the origin.</summary>
        public readonly long Ticks;

        public Timestamp(long ticks) => Ticks = ticks;

        public static Timestamp FromMilliseconds(double milliseconds) => new Timestamp((long)(milliseconds * TimeSpan.TicksPerMillisecond));

        public double TotalMilliseconds => (double)Ticks / TimeSpan.TicksPerMillisecond;

        public static Timestamp Min(Timestamp a, Timestamp b) => a.Ticks <= b.Ticks ? a : b;

        public static Timestamp Max(Timestamp a, Timestamp b) => a.Ticks >= b.Ticks ? a : b;

        public static Timestamp operator +(Timestamp t, TimeSpan d) => t == Never || d == TimeSpan.MaxValue ? Never : new Timestamp(t.Ticks + d.Ticks);

        public static Timestamp operator -(Timestamp t, TimeSpan d) => t == Never ? Never : new Timestamp(t.Ticks - d.Ticks);

        public static TimeSpan operator -(Timestamp a, Timestamp b) => a == Never ? TimeSpan.MaxValue : new TimeSpan(a.Ticks - b.Ticks);

        public static bool operator <(Timestamp a, Timestamp b) => a.Ticks < b.Ticks;

        public static bool operator >(Timestamp a, Timestamp b) => a.Ticks > b.Ticks;

        public static bool operator <=(Timestamp a, Timestamp b) => a.Ticks <= b.Ticks;

        public static bool operator >=(Timestamp a, Timestamp b) => a.Ticks >= b.Ticks;

        public static bool operator ==(Timestamp a, Timestamp b) => a.Ticks == b.Ticks;

        public static bool operator !=(Timestamp a, Timestamp b) => a.Ticks != b.Ticks;

        public bool Equals(Timestamp other) => Ticks == other.Ticks;

        public override bool Equals(object? obj) => obj is Timestamp t && t.Ticks == Ticks;

        public override int GetHashCode() => Ticks.GetHashCode();

        public int CompareTo(Timestamp other) => Ticks.CompareTo(other.Ticks);

        public override string ToString() => this == Never ? "never" : TotalMilliseconds.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture) + " ms";
    }
}
