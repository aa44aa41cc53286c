using System;
using System.Buffers.Binary;

namespace P2PNet.Messages
{
    /// <summary>What is known of one type of message, with its formatter. Immutable.</summary>
    /// <typeparam name="T">The message's type.</typeparam>
    public sealed class MessageDescriptor<T> : MessageDescriptor
    {
        private readonly uint _idBytes;

        /// <summary>Describes a message. Generated code calls this; call it yourself for a message whose formatter is written by hand.</summary>
        /// <param name="id">Its id on the wire: 0 to 127 as both peers agreed, or <see cref="MessageId.FromName"/>.</param>
        /// <param name="name">Its name.</param>
        /// <param name="delivery">How it travels by default.</param>
        /// <param name="schemaHash">Any number that changes whenever the bytes change their meaning.</param>
        /// <param name="formatter">Writes and reads it.</param>
        public MessageDescriptor(ushort id, string name, Delivery delivery, ulong schemaHash, IMessageFormatter<T> formatter)
            : this(id, name, delivery, schemaHash, formatter, string.Empty)
        {
        }

        /// <summary>Describes a message together with the text of its schema, which peers compare when their hashes differ.</summary>
        /// <param name="id">Its id on the wire: 0 to 127 as both peers agreed, or <see cref="MessageId.FromName"/>.</param>
        /// <param name="name">Its name.</param>
        /// <param name="delivery">How it travels by default.</param>
        /// <param name="schemaHash">Any number that changes whenever the bytes change their meaning.</param>
        /// <param name="formatter">Writes and reads it.</param>
        /// <param name="schema">See <see cref="MessageDescriptor.Schema"/>; empty where there is none.</param>
        public MessageDescriptor(ushort id, string name, Delivery delivery, ulong schemaHash, IMessageFormatter<T> formatter, string schema)
            : base(typeof(T), id, name, delivery, schemaHash, schema)
        {
            Formatter = formatter ?? throw new ArgumentNullException(nameof(formatter));
            Store = new MessageStore<T>(formatter);
            Plain = formatter as IPlainFormatter<T>;
            MaxPlainLength = Plain is null ? 0 : Plain.MaxLength;
            Span<byte> idBytes = stackalloc byte[sizeof(uint)];
            IdLength = PlainWriter.WriteUInt16(idBytes, 0, id);
            _idBytes = BinaryPrimitives.ReadUInt32LittleEndian(idBytes);
        }

        /// <summary>Writes and reads the message's body.</summary>
        public IMessageFormatter<T> Formatter { get; }

        /// <summary>The instances of a class that are used again.</summary>
        internal MessageStore<T> Store { get; }

        /// <summary>The formatter again where it has the fast way; null elsewhere.</summary>
        internal IPlainFormatter<T>? Plain { get; }

        internal int MaxPlainLength { get; }

        /// <summary>Bytes of the id on the wire.</summary>
        internal int IdLength { get; }

        /// <summary>Writes the id; up to three bytes behind it may change.</summary>
        /// <param name="destination">At least four bytes.</param>
        /// <returns>The position behind it.</returns>
        internal int WriteId(Span<byte> destination)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination, _idBytes);
            return IdLength;
        }
    }
}
