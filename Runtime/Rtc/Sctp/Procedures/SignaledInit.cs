using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// The INIT chunk that a session description carries as <c>a=sctp-init</c> (SNAP, draft-hancke-tsvwg-snap-01): where both descriptions
    /// have one, the association stands without a packet as soon as DTLS does.
    /// </summary>
    internal static class SignaledInit
    {
        /// <summary>Bytes that <see cref="SctpAssociation.WriteInit"/> needs.</summary>
        public const int MaxWrittenLength = InitChunk.FixedLength + InitParameters.OurLength;

        /// <summary>Whether an association can be made of it. The draft has one that cannot be used passed over in silence.</summary>
        public static bool IsUsable(ReadOnlySpan<byte> chunk) => TryParse(chunk, out _, out _);

        public static bool TryParse(ReadOnlySpan<byte> chunk, out InitChunk init, out InitParameters parameters)
        {
            parameters = default;
            init = default;
            if (chunk.Length < InitChunk.FixedLength || chunk[0] != (byte)ChunkType.Init) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(chunk.Slice(2));
            // What may follow is padding (RFC 9260 §3.2).
            if (length > chunk.Length || ((length + 3) & ~3) < chunk.Length || !InitChunk.TryParse(chunk.Slice(0, length), out init)) return false;
            parameters = InitParameters.Read(init.Parameters, default, out _);
            return init.InitiateTag != 0 && init.HasValidFields && !parameters.HasHostName;
        }
    }
}
