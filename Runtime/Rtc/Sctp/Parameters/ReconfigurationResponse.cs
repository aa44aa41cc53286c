using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>Results of a re-configuration request (RFC 6525 §4.4).</summary>
    internal enum ReconfigurationResult : uint
    {
        NothingToDo = 0,
        Performed = 1,
        Denied = 2,
        WrongSsn = 3,
        RequestAlreadyInProgress = 4,
        BadSequenceNumber = 5,
        InProgress = 6,
    }

    /// <summary>
    /// Re-configuration Response (RFC 6525 §4.4), without the TSNs that only an SSN/TSN reset needs.
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |     Parameter Type = 16       |      Parameter Length         |
    /// |         Re-configuration Response Sequence Number             |
    /// |                            Result                             |
    /// </code>
    /// </summary>
    internal readonly struct ReconfigurationResponse
    {
        public const int Length = 12;
        public readonly uint ResponseNumber;
        public readonly ReconfigurationResult Result;

        public ReconfigurationResponse(uint responseNumber, ReconfigurationResult result)
        {
            ResponseNumber = responseNumber;
            Result = result;
        }

        public static bool TryParse(in Parameter parameter, out ReconfigurationResponse result)
        {
            result = default;
            if (parameter.Type != ParameterType.ReconfigurationResponse || parameter.Value.Length < 8) return false;
            result = new ReconfigurationResponse(
                BinaryPrimitives.ReadUInt32BigEndian(parameter.Value),
                (ReconfigurationResult)BinaryPrimitives.ReadUInt32BigEndian(parameter.Value.Slice(4)));
            return true;
        }

        /// <summary>Writes a RE-CONFIG chunk that holds one or two responses; 0 where it does not fit.</summary>
        public static int WriteChunk(Span<byte> destination, ReadOnlySpan<ReconfigurationResponse> responses)
        {
            int length = ChunkHeader.Length + (responses.Length * Length);
            if (destination.Length < length) return 0;
            ChunkHeader.Write(destination, ChunkType.ReConfig, 0, length);
            for (int i = 0; i < responses.Length; i++)
            {
                Span<byte> at = destination.Slice(ChunkHeader.Length + (i * Length), Length);
                Parameter.WriteHeader(at, ParameterType.ReconfigurationResponse, Length);
                BinaryPrimitives.WriteUInt32BigEndian(at.Slice(4), responses[i].ResponseNumber);
                BinaryPrimitives.WriteUInt32BigEndian(at.Slice(8), (uint)responses[i].Result);
            }

            return length;
        }
    }
}
