using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Outgoing SSN Reset Request (RFC 6525 §4.1): the sender begins its streams anew after the TSN. No stream listed means all.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |     Parameter Type = 13       | Parameter Length = 16 + 2 * N |
    /// |           Re-configuration Request Sequence Number            |
    /// |           Re-configuration Response Sequence Number           |
    /// |                Sender's Last Assigned TSN                     |
    /// |  Stream Number 1 (optional)   |             ...               |
    /// </code>
    /// </summary>
    internal readonly ref struct OutgoingSsnResetRequest
    {
        public const int FixedLength = 16;
        private readonly ReadOnlySpan<byte> _streams;

        private OutgoingSsnResetRequest(uint request, uint response, Tsn lastAssignedTsn, ReadOnlySpan<byte> streams)
        {
            RequestNumber = request;
            ResponseNumber = response;
            LastAssignedTsn = lastAssignedTsn;
            _streams = streams;
        }

        public uint RequestNumber { get; }

        public uint ResponseNumber { get; }

        public Tsn LastAssignedTsn { get; }

        public int StreamCount => _streams.Length / 2;

        public StreamId Stream(int index) => new StreamId(BinaryPrimitives.ReadUInt16BigEndian(_streams.Slice(index * 2)));

        public static bool TryParse(in Parameter parameter, out OutgoingSsnResetRequest result)
        {
            result = default;
            ReadOnlySpan<byte> value = parameter.Value;
            if (parameter.Type != ParameterType.OutgoingSsnResetRequest || value.Length < 12 || value.Length % 2 != 0) return false;
            result = new OutgoingSsnResetRequest(
                BinaryPrimitives.ReadUInt32BigEndian(value),
                BinaryPrimitives.ReadUInt32BigEndian(value.Slice(4)),
                new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value.Slice(8))),
                value.Slice(12));
            return true;
        }

        /// <summary>Writes a RE-CONFIG chunk that holds this request alone; 0 where it does not fit.</summary>
        public static int WriteChunk(Span<byte> destination, uint request, uint response, Tsn lastAssignedTsn, ReadOnlySpan<StreamId> streams)
        {
            int length = FixedLength + (streams.Length * 2);
            if (destination.Length < ChunkHeader.Length + length) return 0;
            ChunkHeader.Write(destination, ChunkType.ReConfig, 0, ChunkHeader.Length + length);
            Parameter.WriteHeader(destination.Slice(ChunkHeader.Length), ParameterType.OutgoingSsnResetRequest, length);
            var writer = new SpanWriter(destination.Slice(ChunkHeader.Length + Parameter.HeaderLength));
            writer.WriteUInt32(request);
            writer.WriteUInt32(response);
            writer.WriteUInt32(lastAssignedTsn.Value);
            foreach (StreamId stream in streams) writer.WriteUInt16(stream.Value);
            return ChunkHeader.Length + length;
        }
    }
}
