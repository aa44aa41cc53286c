using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>A chunk that the receiver has not confirmed: kept, so that it can be sent again over another link, whatever its source was.</summary>
    internal readonly struct SentChunk
    {
        public SentChunk(PooledBuffer chunk, long end, Timestamp sentAt)
        {
            Chunk = chunk;
            End = end;
            SentAt = sentAt;
        }

        public PooledBuffer Chunk { get; }

        /// <summary>The offset behind its last byte.</summary>
        public long End { get; }

        public Timestamp SentAt { get; }

        public int ContentLength => Chunk.Length - BulkFrames.ChunkHeaderLength;
    }
}
