using System;
using System.Collections.Generic;
using System.ComponentModel;

namespace P2PNet.Messages
{
    /// <summary>For generated code: how the keys of a dictionary or set that a peer chose are told apart.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static class MessagePackKeys
    {
        /// <summary>
        /// The most keys that .NET's own hashes are trusted with. If they all fall into one place, this many are compared some
        /// 32,000 times. Without a bound it would be half the square of what fits into a message: 40,000 integers, 200 KB, take seconds.
        /// </summary>
        public const int MaxTrusted = 256;

        /// <summary>What a dictionary or set is made with: null, the usual way, up to <see cref="MaxTrusted"/> keys.</summary>
        /// <param name="count">How many keys follow, as <see cref="MessagePackReader.ReadMapHeader"/> confirmed it.</param>
        public static IEqualityComparer<T>? ComparerFor<T>(int count) => count <= MaxTrusted ? null : Seeded<T>.Instance;

        /// <summary>Whether a dictionary or set that is used again may take so many keys of a peer's.</summary>
        internal static bool Suits<T>(IEqualityComparer<T> comparer, int count) =>
            ReferenceEquals(comparer, Seeded<T>.Instance) || (count <= MaxTrusted && ReferenceEquals(comparer, EqualityComparer<T>.Default));

        /// <summary>
        /// Hashes that nobody foresees: <see cref="HashCode"/> begins with a number that is random for each process. Of the types whose own
        /// hash is shorter than they are all bits are taken. Other types of 64 bits and more are as good as their own hash.
        /// </summary>
        private sealed class Seeded<T> : IEqualityComparer<T>
        {
            public static readonly Seeded<T> Instance = new Seeded<T>();

            public bool Equals(T? x, T? y) => EqualityComparer<T?>.Default.Equals(x, y);

            public int GetHashCode(T value)
            {
                switch (value)
                {
                    case null: return 0;
                    case string text: return HashOf(text);
                    case Guid id: return HashOf(id);
                    case long number: return HashOf(number);
                    case ulong number: return HashOf((long)number);
                    case double number: return HashOf(BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number));
                    case DateTime time: return HashOf(time.Ticks);
                    case DateTimeOffset time: return HashOf(time.UtcTicks);
                    case TimeSpan span: return HashOf(span.Ticks);
                    default: return HashCode.Combine(value.GetHashCode());
                }
            }

            private static int HashOf(long bits) => HashCode.Combine((int)bits, (int)(bits >> 32));

            private static int HashOf(Guid id)
            {
                Span<byte> bytes = stackalloc byte[16];
                id.TryWriteBytes(bytes);
                return HashCode.Combine(
                    BitConverter.ToInt32(bytes),
                    BitConverter.ToInt32(bytes.Slice(4)),
                    BitConverter.ToInt32(bytes.Slice(8)),
                    BitConverter.ToInt32(bytes.Slice(12)));
            }

            /// <summary>.NET's own hash of a text is random for each process; that of Unity's Mono is not.</summary>
            private static int HashOf(string text)
            {
#if NET
                return text.GetHashCode();
#else
                var hash = default(HashCode);
                foreach (char unit in text) hash.Add((int)unit);
                return hash.ToHashCode();
#endif
            }
        }
    }
}
