using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace P2PNet.Messages
{
    /// <summary>
    /// Whole messages as they travel: id, on the sequenced channel a sequence number, body. Nothing is allocated for struct messages.
    /// Safe from any thread.
    /// </summary>
    public static class MessageSerializer
    {
        private const int SequenceLength = 3;

        /// <summary>Writes a message: its id and its body.</summary>
        /// <param name="destination">Where it goes; it may hold part of the message when this throws.</param>
        /// <param name="message">What is written.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="MessagePackException">A member holds what cannot be written.</exception>
        public static void Serialize<T>(IBufferWriter<byte> destination, in T message)
        {
            MessageDescriptor<T> descriptor = MessageType<T>.Descriptor;
            var writer = new MessagePackWriter(destination);
            writer.WriteUInt16(descriptor.Id);
            descriptor.Formatter.Write(ref writer, in message);
            writer.Flush();
        }

        /// <summary>Writes a message for the sequenced channel: its id, the sequence number in three bytes, its body.</summary>
        /// <param name="destination">Where it goes; it may hold part of the message when this throws.</param>
        /// <param name="sequence">The sender's number on this link. <see cref="SetSequence"/> changes it in a copy for another link.</param>
        /// <param name="message">What is written.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="MessagePackException">A member holds what cannot be written.</exception>
        public static void SerializeSequenced<T>(IBufferWriter<byte> destination, ushort sequence, in T message)
        {
            MessageDescriptor<T> descriptor = MessageType<T>.Descriptor;
            var writer = new MessagePackWriter(destination);
            writer.WriteUInt16(descriptor.Id);
            writer.WriteFixedUInt16(sequence);
            descriptor.Formatter.Write(ref writer, in message);
            writer.Flush();
        }

        /// <summary>Puts another sequence number into a message that <see cref="SerializeSequenced{T}"/> wrote.</summary>
        /// <param name="message">The message from its first byte.</param>
        /// <param name="sequence">The number.</param>
        /// <exception cref="ArgumentException">It is no such message.</exception>
        public static void SetSequence(Span<byte> message, ushort sequence)
        {
            if (!TryReadHeader(message, true, out MessageHeader header)) throw new ArgumentException("Not a sequenced message.", nameof(message));
            BinaryPrimitives.WriteUInt16BigEndian(message.Slice(header.Length - 2), sequence);
        }

        /// <summary>Reads what stands before the body.</summary>
        /// <param name="message">A message as it came in; any bytes.</param>
        /// <param name="sequenced">Whether it came by the sequenced channel.</param>
        /// <param name="header">Id, sequence number, and where the body begins.</param>
        /// <returns>False when the bytes do not begin with a header.</returns>
        public static bool TryReadHeader(ReadOnlySpan<byte> message, bool sequenced, out MessageHeader header)
        {
            header = default;
            var reader = new MessagePackReader(message);
            if (!reader.TryReadUInt16(out ushort id)) return false;
            int length = reader.Position;
            ushort sequence = 0;
            if (sequenced)
            {
                if (reader.Remaining < SequenceLength || message[length] != MessagePackCode.UInt16) return false;
                sequence = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(length + 1));
                length += SequenceLength;
            }

            header = new MessageHeader(id, sequence, length);
            return true;
        }

        /// <summary>Reads a message's body.</summary>
        /// <param name="body">All bytes after the header; any bytes.</param>
        /// <param name="message">The message.</param>
        /// <returns>False when the bytes are not such a message, or are more than it.</returns>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public static bool TryDeserialize<T>(ReadOnlySpan<byte> body, [MaybeNullWhen(false)] out T message) =>
            TryRead(MessageType<T>.Descriptor.Formatter, body, out message);

        internal static bool TryRead<T>(IMessageFormatter<T> formatter, ReadOnlySpan<byte> body, [MaybeNullWhen(false)] out T message)
        {
            var reader = new MessagePackReader(body);
            try
            {
                message = formatter.Read(ref reader);
            }
            catch (MessagePackException)
            {
                message = default;
                return false;
            }

            // A body of nil would hand a null to handlers whose parameter can't be one.
            return message is object && reader.Remaining == 0;
        }
    }
}
