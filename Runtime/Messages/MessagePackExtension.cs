using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// A MessagePack extension value as it is: the number of its type, and its bytes. It passes on what this program need not
    /// understand; for a type of yours that travels as one, see <see cref="ExtensionFormatter{T}"/>.
    /// </summary>
    public readonly struct MessagePackExtension : IEquatable<MessagePackExtension>
    {
        /// <summary>Makes an extension value.</summary>
        /// <param name="type">0 to 127: the application's; negative: the specification's.</param>
        /// <param name="data">Its bytes; they are not copied.</param>
        public MessagePackExtension(sbyte type, ReadOnlyMemory<byte> data)
        {
            Type = type;
            Data = data;
        }

        /// <summary>0 to 127: the application's; negative: the specification's.</summary>
        public sbyte Type { get; }

        /// <summary>The content. When it was read, it has memory of its own.</summary>
        public ReadOnlyMemory<byte> Data { get; }

        /// <summary>Whether two have the same type and the same bytes.</summary>
        public static bool operator ==(MessagePackExtension left, MessagePackExtension right) => left.Equals(right);

        /// <summary>Whether two differ in type or bytes.</summary>
        public static bool operator !=(MessagePackExtension left, MessagePackExtension right) => !left.Equals(right);

        /// <inheritdoc/>
        public bool Equals(MessagePackExtension other) => Type == other.Type && Data.Span.SequenceEqual(other.Data.Span);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is MessagePackExtension other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.Add(Type);
            foreach (byte item in Data.Span) hash.Add(item);
            return hash.ToHashCode();
        }

        /// <summary>The type and the length, never the content.</summary>
        public override string ToString() => $"extension value of type {Type}, {Data.Length} bytes";
    }
}
