using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Chunks that answer the peer: ERROR, HEARTBEAT ACK, and those that need a packet of their own with another verification tag, as
    /// INIT ACK and a reflected SHUTDOWN COMPLETE. Bounded, since the peer decides how many there are: what finds no place is dropped and counted.
    /// </summary>
    internal sealed class ControlQueue
    {
        private const int Limit = 8;

        // An ERROR or ABORT with one cause of 256 bytes.
        private const int MaxErrorLength = 264;
        private readonly Entry[] _entries = new Entry[Limit];
        private readonly BufferPool _buffers;
        private readonly SctpCounters _counters;
        private int _count;

        public ControlQueue(BufferPool buffers, SctpCounters counters)
        {
            _buffers = buffers;
            _counters = counters;
        }

        public int Count => _count;

        /// <summary>A chunk that leaves with the others in the association's next packet.</summary>
        public void AddChunk(ReadOnlySpan<byte> chunk) => Add(chunk, null);

        /// <summary>A chunk that leaves in a packet of its own.</summary>
        public void AddPacket(uint verificationTag, ReadOnlySpan<byte> chunk) => Add(chunk, verificationTag);

        public void AddError(ErrorCauseCode code, ReadOnlySpan<byte> value)
        {
            Span<byte> chunk = stackalloc byte[MaxErrorLength];
            AddChunk(chunk.Slice(0, ErrorCause.WriteChunk(chunk, ChunkType.Error, 0, code, value)));
        }

        public void AddPacketWithCause(uint verificationTag, ChunkType type, ErrorCauseCode code, ReadOnlySpan<byte> value)
        {
            Span<byte> chunk = stackalloc byte[MaxErrorLength];
            AddPacket(verificationTag, chunk.Slice(0, ErrorCause.WriteChunk(chunk, type, 0, code, value)));
        }

        public void AddPacketOfHeader(uint verificationTag, ChunkType type, byte flags)
        {
            Span<byte> chunk = stackalloc byte[ChunkHeader.Length];
            AddPacket(verificationTag, chunk.Slice(0, ChunkHeader.WriteAlone(chunk, type, flags)));
        }

        /// <summary>Whether an entry needs its own packet: which, and its tag.</summary>
        public bool TryFindPacket(out int index, out uint verificationTag)
        {
            verificationTag = 0;
            for (index = 0; index < _count; index++)
            {
                if (_entries[index].VerificationTag is not uint tag) continue;
                verificationTag = tag;
                return true;
            }

            return false;
        }

        /// <summary>Writes an entry and forgets it; what fits no packet at all is only forgotten.</summary>
        public void Write(int index, ref PacketWriter packet)
        {
            ReadOnlySpan<byte> chunk = _entries[index].Chunk!.Span;
            if (chunk.Length <= packet.Room)
            {
                chunk.CopyTo(packet.Free);
                packet.Commit(chunk.Length);
            }

            Remove(index);
        }

        /// <summary>Writes the chunks that leave with others, as many as fit.</summary>
        public void WriteChunks(ref PacketWriter packet)
        {
            while (_count > 0 && _entries[0].VerificationTag == null && (packet.IsEmpty || _entries[0].Chunk!.Length <= packet.Room)) Write(0, ref packet);
        }

        public void Clear()
        {
            while (_count > 0) Remove(_count - 1);
        }

        private void Add(ReadOnlySpan<byte> chunk, uint? verificationTag)
        {
            if (_count == Limit)
            {
                _counters.DroppedAnswers++;
                return;
            }

            PooledBuffer copy = _buffers.Rent(chunk.Length);
            copy.Write(chunk);
            _entries[_count++] = new Entry(copy, verificationTag);
        }

        private void Remove(int index)
        {
            _entries[index].Chunk!.Dispose();
            _count--;
            Array.Copy(_entries, index + 1, _entries, index, _count - index);
            _entries[_count] = default;
        }

        private readonly struct Entry
        {
            public readonly PooledBuffer? Chunk;
            public readonly uint? VerificationTag;

            public Entry(PooledBuffer chunk, uint? verificationTag)
            {
                Chunk = chunk;
                VerificationTag = verificationTag;
            }
        }
    }
}
