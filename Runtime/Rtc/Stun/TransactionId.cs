using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// The 96 random bits that join a response to its request (RFC 8489 §5). They are also what keeps somebody off the path from
    /// forging a response, so they come from a strong <see cref="IRandom"/>.
    /// </summary>
    internal readonly struct TransactionId : IEquatable<TransactionId>
    {
        public const int Length = 12;

        private readonly uint _first;
        private readonly ulong _rest;

        private TransactionId(uint first, ulong rest)
        {
            _first = first;
            _rest = rest;
        }

        public static TransactionId Create(IRandom random) => new TransactionId(random.NextUInt32(), random.NextUInt64());

        /// <summary>Reads the first 12 bytes of the span.</summary>
        public static TransactionId Read(ReadOnlySpan<byte> source)
            => new TransactionId(BinaryPrimitives.ReadUInt32BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source.Slice(4)));

        /// <summary>Writes 12 bytes.</summary>
        public void Write(Span<byte> destination)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, _first);
            BinaryPrimitives.WriteUInt64BigEndian(destination.Slice(4), _rest);
        }

        public static bool operator ==(TransactionId a, TransactionId b) => a.Equals(b);

        public static bool operator !=(TransactionId a, TransactionId b) => !a.Equals(b);

        public bool Equals(TransactionId other) => _first == other._first && _rest == other._rest;

        public override bool Equals(object? obj) => obj is TransactionId other && Equals(other);

        public override int GetHashCode() => _rest.GetHashCode() ^ (int)_first;
    }
}
