using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Stun
{
    /// <summary>
    /// PASSWORD-ALGORITHMS, what the server can use, the preferred one first, and PASSWORD-ALGORITHM, what a request uses
    /// (RFC 8489 §14.11, §14.12). Neither algorithm that exists has parameters.
    /// </summary>
    internal static class PasswordAlgorithmAttribute
    {
        /// <summary>Adds PASSWORD-ALGORITHM, or PASSWORD-ALGORITHMS with these.</summary>
        public static void AddTo(ref StunWriter writer, StunAttributeType type, ReadOnlySpan<PasswordAlgorithm> algorithms)
        {
            Span<byte> value = writer.Add(type, algorithms.Length * 4);
            if (writer.Failed) return;
            for (int i = 0; i < algorithms.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(value.Slice(i * 4), (ushort)algorithms[i]);
        }

        /// <summary>Reads PASSWORD-ALGORITHM. False where it is absent, malformed or has parameters.</summary>
        public static bool TryReadOne(in StunMessage message, out PasswordAlgorithm algorithm)
        {
            bool found = message.TryFind(StunAttributeType.PasswordAlgorithm, out ReadOnlySpan<byte> value)
                && value.Length == 4 && BinaryPrimitives.ReadUInt16BigEndian(value.Slice(2)) == 0;
            algorithm = found ? (PasswordAlgorithm)BinaryPrimitives.ReadUInt16BigEndian(value) : default;
            return found;
        }

        /// <summary>Reads as many of PASSWORD-ALGORITHMS as fit. False where it is absent or malformed.</summary>
        public static bool TryReadAll(in StunMessage message, Span<PasswordAlgorithm> algorithms, out int count)
        {
            count = 0;
            if (!message.TryFind(StunAttributeType.PasswordAlgorithms, out ReadOnlySpan<byte> value)) return false;
            while (value.Length > 0)
            {
                if (value.Length < 4) return false;
                int padded = StunMessage.Padded(BinaryPrimitives.ReadUInt16BigEndian(value.Slice(2)));
                if (padded > value.Length - 4) return false;
                if (count < algorithms.Length) algorithms[count++] = (PasswordAlgorithm)BinaryPrimitives.ReadUInt16BigEndian(value);
                value = value.Slice(4 + padded);
            }

            return true;
        }
    }
}
