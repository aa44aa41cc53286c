using System;

namespace P2PNet.Rtc
{
    /// <summary>
    /// The only source of randomness of an engine. In production it is cryptographically strong (ICE passwords, DTLS randoms and
    /// SCTP tags come from it); a test passes a seeded one, so that a failing run can be replayed.
    /// </summary>
    internal interface IRandom
    {
        /// <summary>Overwrites the whole span with random bytes.</summary>
        void Fill(Span<byte> destination);
    }

    /// <summary>Numbers made from an <see cref="IRandom"/>.</summary>
    internal static class RandomExtensions
    {
        public static uint NextUInt32(this IRandom random)
        {
            Span<byte> bytes = stackalloc byte[4];
            random.Fill(bytes);
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        public static ulong NextUInt64(this IRandom random)
        {
            Span<byte> bytes = stackalloc byte[8];
            random.Fill(bytes);
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes);
        }
    }
}
