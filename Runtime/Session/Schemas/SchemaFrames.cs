using System.Collections.Generic;
using System.Text;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Writes the frames by which two sides compare their messages.</summary>
    internal static class SchemaFrames
    {
        /// <summary>Bytes of a frame, about: far more than a game's messages need, and no burden for the channel. What is beyond is not compared.</summary>
        private const int MaxLength = 128 * 1024;

        // Kind, step, array header; and for an entry: array header, id, hash, and the head of the text.
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
                length += EntryLength + Encoding.UTF8.GetByteCount(messages[count].Name);
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

        /// <summary>Nothing is said of what does not fit: an empty text would say that the message has none. The peer then leaves it undecided.</summary>
        public static PooledBuffer WriteTexts(BufferPool buffers, List<MessageDescriptor> messages)
        {
            var fitting = new List<MessageDescriptor>(messages.Count);
            int length = HeadLength;
            foreach (MessageDescriptor message in messages)
            {
                int size = EntryLength + Encoding.UTF8.GetByteCount(message.Schema);
                if (length + size > MaxLength) continue;
                length += size;
                fitting.Add(message);
            }

            PooledBuffer frame = Begin(buffers, SchemaStep.Texts, out MessagePackWriter writer);
            writer.WriteArrayHeader(fitting.Count);
            foreach (MessageDescriptor message in fitting)
            {
                writer.WriteArrayHeader(2);
                writer.WriteUInt16(message.Id);
                writer.WriteString(message.Schema);
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
