using System.Collections.Generic;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Writes the frames by which two sides compare their messages.</summary>
    internal static class SchemaFrames
    {
        /// <summary>Bytes of a frame, about: far more than a game's messages need, and no burden for the channel. What is beyond is not compared.</summary>
        private const int MaxLength = 128 * 1024;

        // Kind, step, array header; and for an entry: array header, id, hash, and the head of the text. A UTF-16 code unit is at most three bytes.
        private const int HeadLength = 7;
        private const int EntryLength = 1 + 3 + 9 + 5;

        public static PooledBuffer WriteDigest(BufferPool buffers, ulong digest)
        {
            PooledBuffer frame = Begin(buffers, SchemaStep.Digest, out MessagePackWriter writer);
            writer.WriteUInt64(digest);
            writer.Flush();
            return frame;
        }

        public static PooledBuffer WriteTable(BufferPool buffers, MessageDescriptor[] messages)
        {
            PooledBuffer frame = Begin(buffers, SchemaStep.Table, out MessagePackWriter writer);
            int count = 0;
            for (int length = HeadLength; count < messages.Length; count++)
            {
                length += EntryLength + (3 * messages[count].Name.Length);
                if (length > MaxLength) break;
            }

            writer.WriteArrayHeader(count);
            for (int i = 0; i < count; i++)
            {
                writer.WriteArrayHeader(3);
                writer.WriteUInt16(messages[i].Id);
                writer.WriteUInt64(messages[i].SchemaHash);
                writer.WriteString(messages[i].Name);
            }

            writer.Flush();
            return frame;
        }

        public static PooledBuffer WriteTexts(BufferPool buffers, List<MessageDescriptor> messages)
        {
            PooledBuffer frame = Begin(buffers, SchemaStep.Texts, out MessagePackWriter writer);
            int length = HeadLength;
            writer.WriteArrayHeader(messages.Count);
            foreach (MessageDescriptor message in messages)
            {
                // The first by name are the ones that are told of; what does not fit is as one without a text.
                int size = EntryLength + (3 * message.Schema.Length);
                bool fits = length + size <= MaxLength;
                length += fits ? size : EntryLength;
                writer.WriteArrayHeader(2);
                writer.WriteUInt16(message.Id);
                writer.WriteString(fits ? message.Schema : string.Empty);
            }

            writer.Flush();
            return frame;
        }

        private static PooledBuffer Begin(BufferPool buffers, SchemaStep step, out MessagePackWriter writer)
        {
            PooledBuffer frame = buffers.Rent(256);
            writer = new MessagePackWriter(frame);
            LinkFrame.WriteKind(ref writer, LinkFrameKind.Schema);
            writer.WriteByte((byte)step);
            return frame;
        }
    }
}
