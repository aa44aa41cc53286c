using System;
using System.Buffers.Binary;
using System.Text;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Writes the frames of the bulk channel.</summary>
    internal static class BulkFrames
    {
        /// <summary>
        /// Bytes of content in one chunk. With its header, a chunk is one DATA chunk and fills one packet of 1191 bytes (see SctpOptions.MaxPacketSize): the
        /// fragments of a longer message must follow each other (RFC 9260 §6.9), and a small message would have to wait for all of them.
        /// </summary>
        public const int ChunkLength = 1136;

        /// <summary>Bytes before the content of a chunk of ours: numbers in their longest form, so that the content can be read in before its length is known.</summary>
        public const int ChunkHeaderLength = 19;

        /// <summary>Characters of a name or a text that go over the wire.</summary>
        public const int MaxTextLength = 256;

        public static PooledBuffer Offer(BufferPool pool, uint number, BulkContentType type, long? length, string name)
        {
            PooledBuffer buffer = pool.Rent(64);
            MessagePackWriter writer = Begin(buffer, 5, BulkFrameKind.Offer, number);
            writer.WriteByte((byte)type);
            if (length is long bytes) writer.WriteInt64(bytes);
            else writer.WriteNil();
            writer.WriteString(Shorten(name));
            writer.Flush();
            return buffer;
        }

        /// <summary>Writes the header of a chunk whose content stands behind it already.</summary>
        public static void WriteChunkHeader(Span<byte> chunk, uint number, long offset)
        {
            chunk[0] = 0x94;
            chunk[1] = (byte)BulkFrameKind.Chunk;
            chunk[2] = 0xce;
            BinaryPrimitives.WriteUInt32BigEndian(chunk.Slice(3), number);
            chunk[7] = 0xcf;
            BinaryPrimitives.WriteInt64BigEndian(chunk.Slice(8), offset);
            chunk[16] = 0xc5;
            BinaryPrimitives.WriteUInt16BigEndian(chunk.Slice(17), (ushort)(chunk.Length - ChunkHeaderLength));
        }

        public static PooledBuffer End(BufferPool pool, uint number, long length, ReadOnlySpan<byte> checksum)
        {
            PooledBuffer buffer = pool.Rent(64);
            MessagePackWriter writer = Begin(buffer, 4, BulkFrameKind.End, number);
            writer.WriteInt64(length);
            if (checksum.IsEmpty) writer.WriteNil();
            else writer.WriteBinary(checksum);
            writer.Flush();
            return buffer;
        }

        /// <summary>Accept or Credit.</summary>
        public static PooledBuffer Room(BufferPool pool, BulkFrameKind kind, uint number, long offset, long limit)
        {
            PooledBuffer buffer = pool.Rent(32);
            MessagePackWriter writer = Begin(buffer, 4, kind, number);
            writer.WriteInt64(offset);
            writer.WriteInt64(limit);
            writer.Flush();
            return buffer;
        }

        public static PooledBuffer Done(BufferPool pool, uint number)
        {
            PooledBuffer buffer = pool.Rent(16);
            Begin(buffer, 2, BulkFrameKind.Done, number).Flush();
            return buffer;
        }

        /// <summary>Withdraw or Refuse.</summary>
        public static PooledBuffer Ending(BufferPool pool, BulkFrameKind kind, uint number, TransferFailure failure, string text)
        {
            PooledBuffer buffer = pool.Rent(64);
            MessagePackWriter writer = Begin(buffer, 4, kind, number);
            writer.WriteUInt32(BulkCodes.Of(failure));
            writer.WriteString(Shorten(text));
            writer.Flush();
            return buffer;
        }

        /// <summary>A text of the peer's, for people: of bounded length and in one line.</summary>
        public static string ReadText(ReadOnlySpan<byte> utf8)
        {
            // Four bytes a character at most; what is cut within one becomes a replacement character.
            string text = Encoding.UTF8.GetString(utf8.Slice(0, Math.Min(utf8.Length, MaxTextLength * 4)));
            var clean = new StringBuilder(Math.Min(text.Length, MaxTextLength));
            foreach (char c in text)
            {
                if (clean.Length == MaxTextLength) break;
                clean.Append(char.IsControl(c) ? ' ' : c);
            }

            return clean.ToString();
        }

        private static MessagePackWriter Begin(PooledBuffer buffer, int count, BulkFrameKind kind, uint number)
        {
            var writer = new MessagePackWriter(buffer);
            writer.WriteArrayHeader(count);
            writer.WriteByte((byte)kind);
            writer.WriteUInt32(number);
            return writer;
        }

        private static string Shorten(string text)
        {
            if (text.Length <= MaxTextLength) return text;
            return text.Substring(0, char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength);
        }
    }
}
