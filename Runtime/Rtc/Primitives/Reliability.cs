using System;

namespace P2PNet.Rtc
{
    /// <summary>How hard SCTP tries for one message (RFC 3758, RFC 8831 §6.4) and whether it keeps its place. <c>default</c> is reliable and ordered.</summary>
    internal readonly struct Reliability : IEquatable<Reliability>
    {
        private readonly ushort _maxRetransmitsPlusOne;
        private readonly ushort _lifetimeMilliseconds;

        private Reliability(bool unordered, ushort maxRetransmitsPlusOne, ushort lifetimeMilliseconds)
        {
            IsUnordered = unordered;
            _maxRetransmitsPlusOne = maxRetransmitsPlusOne;
            _lifetimeMilliseconds = lifetimeMilliseconds;
        }

        public static Reliability Reliable(bool unordered = false) => new Reliability(unordered, 0, 0);

        /// <summary>Given up after so many retransmissions, 0 to 65534; 0 means one transmission and no more.</summary>
        public static Reliability Retransmits(int maxRetransmits, bool unordered) =>
            new Reliability(unordered, checked((ushort)(maxRetransmits + 1)), 0);

        /// <summary>Given up when so much time has passed since the send call, 1 to 65535 ms.</summary>
        public static Reliability Lifetime(int milliseconds, bool unordered) => new Reliability(unordered, 0, checked((ushort)milliseconds));

        public bool IsUnordered { get; }

        public bool IsReliable => _maxRetransmitsPlusOne == 0 && _lifetimeMilliseconds == 0;

        /// <summary>Retransmissions allowed, or null where they are not counted.</summary>
        public int? MaxRetransmits => _maxRetransmitsPlusOne == 0 ? (int?)null : _maxRetransmitsPlusOne - 1;

        /// <summary>Time since the send call, or null where it does not matter.</summary>
        public TimeSpan? MaxLifetime => _lifetimeMilliseconds == 0 ? (TimeSpan?)null : TimeSpan.FromMilliseconds(_lifetimeMilliseconds);

        public bool Equals(Reliability other) =>
            IsUnordered == other.IsUnordered && _maxRetransmitsPlusOne == other._maxRetransmitsPlusOne && _lifetimeMilliseconds == other._lifetimeMilliseconds;

        public override bool Equals(object? obj) => obj is Reliability other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(IsUnordered, _maxRetransmitsPlusOne, _lifetimeMilliseconds);
    }
}
