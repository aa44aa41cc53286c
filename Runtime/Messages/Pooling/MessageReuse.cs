using System;
using System.Collections.Generic;
using System.ComponentModel;

namespace P2PNet.Messages
{
    /// <summary>For generated code: reads values and uses those again that were there before.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static class MessageReuse
    {
        /// <summary>The object, unless it is one that instances share because their constructor gives it to all of them.</summary>
        /// <param name="current">What lies in the member.</param>
        /// <param name="shared">What lies there in another instance.</param>
        public static T? Unless<T>(T? current, T? shared)
            where T : class => ReferenceEquals(current, shared) ? null : current;

        /// <summary>The dictionary, empty; null where it compares keys in a way of its own, which reading does not do.</summary>
        /// <param name="current">What was there before.</param>
        /// <param name="count">How many keys follow.</param>
        public static Dictionary<TKey, TValue>? Emptied<TKey, TValue>(Dictionary<TKey, TValue>? current, int count)
            where TKey : notnull
        {
            if (current is null || !MessagePackKeys.Suits(current.Comparer, count)) return null;
            current.Clear();
            return current;
        }

        /// <summary>The set, empty; null where it compares elements in a way of its own, which reading does not do.</summary>
        /// <param name="current">What was there before.</param>
        /// <param name="count">How many elements follow.</param>
        public static HashSet<TItem>? Emptied<TItem>(HashSet<TItem>? current, int count)
        {
            if (current is null || !MessagePackKeys.Suits(current.Comparer, count)) return null;
            current.Clear();
            return current;
        }

        /// <summary>The queue, empty.</summary>
        /// <param name="current">What was there before.</param>
        public static Queue<TItem>? Emptied<TItem>(Queue<TItem>? current)
        {
            current?.Clear();
            return current;
        }

        /// <summary>Reads bytes, into the array where it has their length.</summary>
        /// <param name="reader">Stands before the value.</param>
        /// <param name="current">What was there before.</param>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public static byte[] ReadByteArray(ref MessagePackReader reader, byte[]? current)
        {
            ReadOnlySpan<byte> bytes = reader.ReadBinary();
            if (bytes.Length == 0) return Array.Empty<byte>();
            if (current is null || current.Length != bytes.Length) return bytes.ToArray();
            bytes.CopyTo(current);
            return current;
        }

        /// <summary>Reads a string; where it is the same as before, and ASCII, it is the same object.</summary>
        /// <param name="reader">Stands before the value.</param>
        /// <param name="current">What was there before.</param>
        /// <exception cref="MessagePackException">Something else comes next, or text that is not UTF-8.</exception>
        public static string ReadString(ref MessagePackReader reader, string? current)
        {
            if (current is null) return reader.ReadString();
            MessagePackReader ahead = reader;
            if (!Equals(ahead.ReadUtf8(), current)) return reader.ReadString();
            reader = ahead;
            return current;
        }

        private static bool Equals(ReadOnlySpan<byte> utf8, string text)
        {
            if (utf8.Length != text.Length) return false;
            for (int i = 0; i < utf8.Length; i++)
            {
                if (utf8[i] >= 0x80 || utf8[i] != text[i]) return false;
            }

            return true;
        }
    }
}
