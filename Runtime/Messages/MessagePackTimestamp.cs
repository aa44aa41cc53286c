using System;
using System.Buffers.Binary;

namespace P2PNet.Messages
{
    /// <summary>
    /// A moment as MessagePack's timestamp extension tells it: seconds since 1970-01-01 00:00 UTC, leap seconds left out, and
    /// nanoseconds. It reaches further and is finer than <see cref="DateTime"/>, which counts in 100 ns from the year 1 to 9999.
    /// </summary>
    public readonly struct MessagePackTimestamp : IEquatable<MessagePackTimestamp>, IComparable<MessagePackTimestamp>
    {
        /// <summary>The number of the extension type.</summary>
        public const sbyte ExtensionType = -1;

        private const int NanosecondsPerSecond = 1_000_000_000;
        private const int NanosecondsPerTick = 100;

        // The form of 64 bits has 34 of them for the seconds, which stand below 30 for the nanoseconds.
        private const int SecondsBits = 34;
        private const ulong SecondsMask = (1ul << SecondsBits) - 1;

        private static readonly long EpochTicks = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

        /// <summary>Makes a timestamp.</summary>
        /// <param name="seconds">Whole seconds since 1970, negative before; rounded towards the past.</param>
        /// <param name="nanoseconds">What is added to them: 0 to 999,999,999.</param>
        public MessagePackTimestamp(long seconds, int nanoseconds)
        {
            if (nanoseconds < 0 || nanoseconds >= NanosecondsPerSecond)
            {
                throw new ArgumentOutOfRangeException(nameof(nanoseconds), nanoseconds, "Nanoseconds are from 0 to 999,999,999.");
            }

            Seconds = seconds;
            Nanoseconds = nanoseconds;
        }

        /// <summary>Whole seconds since 1970-01-01 00:00 UTC, negative before; rounded towards the past.</summary>
        public long Seconds { get; }

        /// <summary>Nanoseconds after <see cref="Seconds"/>, 0 to 999,999,999.</summary>
        public int Nanoseconds { get; }

        /// <summary>Bytes of the shortest form: 4, 8 or 12.</summary>
        internal int ContentLength =>
            (ulong)Seconds > SecondsMask ? 12 : Nanoseconds == 0 && Seconds <= uint.MaxValue ? 4 : 8;

        /// <summary>Whether two are the same moment.</summary>
        public static bool operator ==(MessagePackTimestamp left, MessagePackTimestamp right) => left.Equals(right);

        /// <summary>Whether two are different moments.</summary>
        public static bool operator !=(MessagePackTimestamp left, MessagePackTimestamp right) => !left.Equals(right);

        /// <summary>The same moment. Local time is converted to UTC; a time of unspecified kind counts as UTC.</summary>
        public static MessagePackTimestamp FromDateTime(DateTime time)
        {
            // The ticks of a DateTime are not negative, those since 1970 may be: rounding the first keeps nanoseconds positive.
            long ticks = (time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time).Ticks;
            long seconds = (ticks / TimeSpan.TicksPerSecond) - (EpochTicks / TimeSpan.TicksPerSecond);
            return new MessagePackTimestamp(seconds, (int)(ticks % TimeSpan.TicksPerSecond) * NanosecondsPerTick);
        }

        /// <summary>The same moment in UTC. What is finer than 100 ns is cut off, towards the past.</summary>
        /// <param name="time">The moment.</param>
        /// <returns>False outside of the years 1 to 9999.</returns>
        public bool TryToDateTime(out DateTime time)
        {
            long first = -EpochTicks / TimeSpan.TicksPerSecond;
            long last = (DateTime.MaxValue.Ticks - EpochTicks) / TimeSpan.TicksPerSecond;
            bool fits = Seconds >= first && Seconds <= last;
            time = fits
                ? new DateTime(EpochTicks + (Seconds * TimeSpan.TicksPerSecond) + (Nanoseconds / NanosecondsPerTick), DateTimeKind.Utc)
                : default;
            return fits;
        }

        /// <inheritdoc/>
        public int CompareTo(MessagePackTimestamp other) =>
            Seconds == other.Seconds ? Nanoseconds.CompareTo(other.Nanoseconds) : Seconds.CompareTo(other.Seconds);

        /// <inheritdoc/>
        public bool Equals(MessagePackTimestamp other) => Seconds == other.Seconds && Nanoseconds == other.Nanoseconds;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is MessagePackTimestamp other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Seconds, Nanoseconds);

        /// <summary>Seconds and nanoseconds, like <c>1514862245.678901234 s since 1970</c>; before 1970 the seconds are negative and the rest is added.</summary>
        public override string ToString() => $"{Seconds}.{Nanoseconds:d9} s since 1970";

        /// <summary>Reads the content of a timestamp in any of its three forms.</summary>
        internal static bool TryRead(ReadOnlySpan<byte> content, out MessagePackTimestamp timestamp)
        {
            long seconds;
            uint nanoseconds = 0;
            switch (content.Length)
            {
                case 4:
                    seconds = BinaryPrimitives.ReadUInt32BigEndian(content);
                    break;
                case 8:
                    ulong both = BinaryPrimitives.ReadUInt64BigEndian(content);
                    seconds = (long)(both & SecondsMask);
                    nanoseconds = (uint)(both >> SecondsBits);
                    break;
                case 12:
                    nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(content);
                    seconds = BinaryPrimitives.ReadInt64BigEndian(content.Slice(4));
                    break;
                default:
                    timestamp = default;
                    return false;
            }

            // The specification rules a full second in nanoseconds out, and both longer forms have room for it.
            bool possible = nanoseconds < NanosecondsPerSecond;
            timestamp = possible ? new MessagePackTimestamp(seconds, (int)nanoseconds) : default;
            return possible;
        }

        /// <summary>Writes the content in the shortest form.</summary>
        /// <param name="content">As long as <see cref="ContentLength"/>.</param>
        internal void Write(Span<byte> content)
        {
            switch (content.Length)
            {
                case 4:
                    BinaryPrimitives.WriteUInt32BigEndian(content, (uint)Seconds);
                    break;
                case 8:
                    BinaryPrimitives.WriteUInt64BigEndian(content, ((ulong)Nanoseconds << SecondsBits) | (ulong)Seconds);
                    break;
                default:
                    BinaryPrimitives.WriteUInt32BigEndian(content, (uint)Nanoseconds);
                    BinaryPrimitives.WriteInt64BigEndian(content.Slice(4), Seconds);
                    break;
            }
        }
    }
}
