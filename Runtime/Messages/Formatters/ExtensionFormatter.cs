using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// The base of formatters whose type travels as a MessagePack extension value of a fixed length. Derive from it, name it by
    /// <see cref="MessageFormatterAttribute"/>, and the type may be a member of any message. For content of a changing length implement
    /// <see cref="IMessageFormatter{T}"/> with <see cref="MessagePackWriter.WriteExtension(sbyte, int)"/> and
    /// <see cref="MessagePackReader.ReadExtension(sbyte)"/>.
    /// </summary>
    /// <typeparam name="T">The type it is for.</typeparam>
    public abstract class ExtensionFormatter<T> : IMessageFormatter<T>
    {
        private readonly sbyte _type;
        private readonly int _length;

        /// <summary>Says how the type looks on the wire.</summary>
        /// <param name="type">The number that all programs of the game know the type by: 0 to 127.</param>
        /// <param name="length">Bytes of the content. 1, 2, 4, 8 and 16 take two bytes beside it, others up to 255 three.</param>
        protected ExtensionFormatter(sbyte type, int length)
        {
            if (type < 0) throw new ArgumentOutOfRangeException(nameof(type), type, "An application's extension types are 0 to 127.");
            if (length < 0) throw new ArgumentOutOfRangeException(nameof(length), length, "A length is 0 or more.");
            _type = type;
            _length = length;
        }

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in T value) => Write(writer.WriteExtension(_type, _length), in value);

        /// <inheritdoc/>
        public T Read(ref MessagePackReader reader)
        {
            int position = reader.Position;
            ReadOnlySpan<byte> content = reader.ReadExtension(_type);
            if (content.Length != _length) throw new MessagePackException(position, $"{_length} bytes in an extension value of type {_type}", $"{content.Length}");
            return Read(content);
        }

        /// <summary>Writes the content.</summary>
        /// <param name="content">As long as the constructor said, and zero.</param>
        /// <param name="value">What is written.</param>
        protected abstract void Write(Span<byte> content, in T value);

        /// <summary>Reads the content.</summary>
        /// <param name="content">As long as the constructor said; any bytes.</param>
        /// <exception cref="MessagePackException">The bytes are no such value.</exception>
        protected abstract T Read(ReadOnlySpan<byte> content);
    }
}
