using System;

namespace P2PNet.Messages
{
    /// <content>Extension values, and the one type of them that the specification gives a meaning: the timestamp.</content>
    public ref partial struct MessagePackReader
    {
        /// <summary>Looks at the extension value that comes next; nothing is read.</summary>
        /// <param name="type">0 to 127: the application's; negative: the specification's.</param>
        /// <param name="length">Bytes of its content, which are all there.</param>
        /// <returns>False when something else comes next, or an extension value that is cut off.</returns>
        public readonly bool TryPeekExtension(out sbyte type, out int length)
        {
            MessagePackReader ahead = this;
            bool found = ahead.TryReadHead(MessagePackType.Extension, out length);
            type = found ? (sbyte)_source[ahead._position - 1] : (sbyte)0;
            return found;
        }

        /// <summary>Reads an extension value of any type where it lies in the reader's span.</summary>
        /// <param name="type">0 to 127: the application's; negative: the specification's.</param>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public ReadOnlySpan<byte> ReadExtension(out sbyte type)
        {
            if (!TryReadHead(MessagePackType.Extension, out int length)) throw Unexpected("an extension value");
            type = (sbyte)_source[_position - 1];
            return Take(length);
        }

        /// <summary>
        /// Reads an extension value of one type where it lies in the reader's span. Where its content is MessagePack again, read it by a
        /// reader of its own: <c>new MessagePackReader(content)</c>.
        /// </summary>
        /// <param name="type">0 to 127: the application's; negative: the specification's.</param>
        /// <exception cref="MessagePackException">Something else comes next, another type too.</exception>
        public ReadOnlySpan<byte> ReadExtension(sbyte type)
        {
            if (!TryPeekExtension(out sbyte found, out _) || found != type) throw UnexpectedExtension(type);
            return ReadExtension(out _);
        }

        /// <summary>Reads an extension value of any type into memory of its own.</summary>
        /// <exception cref="MessagePackException">Something else comes next.</exception>
        public MessagePackExtension ReadExtension()
        {
            ReadOnlySpan<byte> content = ReadExtension(out sbyte type);
            return new MessagePackExtension(type, content.IsEmpty ? Array.Empty<byte>() : content.ToArray());
        }

        /// <summary>Reads a timestamp of 32, 64 or 96 bits with all that it can say.</summary>
        /// <exception cref="MessagePackException">Something else comes next, or a timestamp with a second or more in nanoseconds.</exception>
        public MessagePackTimestamp ReadTimestamp() => TryReadTimestamp(out MessagePackTimestamp timestamp) ? timestamp : throw Unexpected("a timestamp");

        /// <summary>
        /// Reads a timestamp as UTC. What is finer than .NET's tick of 100 ns is cut off, towards the past.
        /// </summary>
        /// <exception cref="MessagePackException">Something else comes next, or a time outside of the years 1 to 9999.</exception>
        public DateTime ReadDateTime()
        {
            MessagePackReader start = this;
            if (TryReadTimestamp(out MessagePackTimestamp timestamp) && timestamp.TryToDateTime(out DateTime time)) return time;
            this = start;
            throw Unexpected("a timestamp in the years 1 to 9999");
        }

        private bool TryReadTimestamp(out MessagePackTimestamp timestamp)
        {
            timestamp = default;
            if (!TryPeekExtension(out sbyte type, out _) || type != MessagePackTimestamp.ExtensionType) return false;
            MessagePackReader start = this;
            if (MessagePackTimestamp.TryRead(ReadExtension(out _), out timestamp)) return true;
            this = start;
            return false;
        }

        private MessagePackException UnexpectedExtension(sbyte type)
        {
            string expected = $"an extension value of type {type}";
            return TryPeekExtension(out sbyte found, out _)
                ? new MessagePackException(_position, expected, $"one of type {found}")
                : Unexpected(expected);
        }
    }
}
