using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace P2PNet.Messages
{
    /// <summary>
    /// Whole messages as they travel: id, on the sequenced channel a sequence number, body. Nothing is allocated for struct messages.
    /// Safe from any thread.
    /// </summary>
    public static class MessageSerializer
    {
        // Of which up to three are used.
        private const int MaxIdLength = sizeof(uint);
        private const int SequenceLength = 3;

        /// <summary>Writes a message: its id and its body.</summary>
        /// <param name="destination">Where it goes; it may hold part of the message when this throws.</param>
        /// <param name="message">What is written.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="MessagePackException">A member holds what cannot be written.</exception>
        public static void Serialize<T>(IBufferWriter<byte> destination, in T message)
        {
            MessageDescriptor<T> descriptor = MessageType<T>.Descriptor;
            if (descriptor.Plain is { } plain)
            {
                Span<byte> to = destination.GetSpan(MaxIdLength + descriptor.MaxPlainLength);
                int at = descriptor.WriteId(to);
                destination.Advance(plain.Write(to, at, in message));
                return;
            }

            SerializeMembers(destination, descriptor, in message);
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
            if (descriptor.Plain is { } plain)
            {
                Span<byte> to = destination.GetSpan(MaxIdLength + SequenceLength + descriptor.MaxPlainLength);
                int at = descriptor.WriteId(to);
                at = PlainWriter.Write16(to, at, MessagePackCode.UInt16, sequence);
                destination.Advance(plain.Write(to, at, in message));
                return;
            }

            SerializeMembersSequenced(destination, descriptor, sequence, in message);
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
            int length = 0;
            if (!PlainReader.TryReadUInt16(message, ref length, out ushort id) && !TryReadUnusualId(message, out length, out id)) return false;
            ushort sequence = 0;
            if (sequenced)
            {
                if (message.Length - length < SequenceLength || message[length] != MessagePackCode.UInt16) return false;
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
            TryRead(MessageType<T>.Descriptor, body, out message);

        internal static bool TryRead<T>(MessageDescriptor<T> descriptor, ReadOnlySpan<byte> body, [MaybeNullWhen(false)] out T message)
        {
            return (descriptor.Plain is { } plain && plain.TryRead(body, 0, out message) == body.Length) ||
                TryReadAnyForm(descriptor.Formatter, body, out message);
        }

        // Methods of their own, so that the fast way above does not pay for what they need on the stack.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void SerializeMembers<T>(IBufferWriter<byte> destination, MessageDescriptor<T> descriptor, in T message)
        {
            var writer = new MessagePackWriter(destination);
            writer.WriteUInt16(descriptor.Id);
            descriptor.Formatter.Write(ref writer, in message);
            writer.Flush();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void SerializeMembersSequenced<T>(IBufferWriter<byte> destination, MessageDescriptor<T> descriptor, ushort sequence, in T message)
        {
            var writer = new MessagePackWriter(destination);
            writer.WriteUInt16(descriptor.Id);
            writer.WriteFixedUInt16(sequence);
            descriptor.Formatter.Write(ref writer, in message);
            writer.Flush();
        }

        private static bool TryReadAnyForm<T>(IMessageFormatter<T> formatter, ReadOnlySpan<byte> body, [MaybeNullWhen(false)] out T message)
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

        /// <summary>Other senders may write an id as a signed number.</summary>
        private static bool TryReadUnusualId(ReadOnlySpan<byte> message, out int length, out ushort id)
        {
            var reader = new MessagePackReader(message);
            bool read = reader.TryReadUInt16(out id);
            length = reader.Position;
            return read;
        }
    }
}
