using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// The part of multicast DNS that asks for the addresses of a name (RFC 6762, in the format of RFC 1035 §4). Reading is total: any bytes
    /// give addresses or none.
    /// </summary>
    internal static class MdnsMessage
    {
        /// <summary>A query for two types of a name of the greatest length.</summary>
        public const int MaxQueryLength = 12 + (2 * (256 + 4));

        /// <summary>More answers are of no use; who sends them wants something else.</summary>
        public const int MaxAddresses = 8;

        private const int HeaderLength = 12;
        private const int MaxLabel = 63;
        private const int MaxName = 253;
        private const ushort TypeA = 1;
        private const ushort TypeAaaa = 28;
        private const ushort ClassIn = 1;

        // RFC 6762 §5.4 in questions, §10.2 (cache flush) in answers.
        private const ushort TopBit = 0x8000;

        // QR, OPCODE and RCODE.
        private const ushort ResponseMask = 0xF80F;
        private const ushort Response = 0x8000;

        // A name read to its end in this many steps, or not at all.
        private const int MaxLabels = 128;

        /// <summary>Whether a name is one that is asked for here: it ends in <c>.local</c> and has labels that can be written.</summary>
        public static bool IsLocalName(string name)
        {
            if (name.Length > MaxName || !name.EndsWith(".local", StringComparison.OrdinalIgnoreCase)) return false;
            int label = 0;
            foreach (char c in name)
            {
                if (c <= ' ' || c > '~') return false;
                label = c == '.' ? 0 : label + 1;
                if (label > MaxLabel || (c == '.' && label != 0)) return false;
            }

            return name[0] != '.' && !name.Contains("..", StringComparison.Ordinal);
        }

        /// <summary>Writes a query for the IPv4 and IPv6 addresses of a name for which <see cref="IsLocalName"/> is true.</summary>
        /// <param name="destination">At least <see cref="MaxQueryLength"/> bytes.</param>
        /// <param name="id">0 from port 5353; from another port an answer repeats it (RFC 6762 §6.7).</param>
        /// <param name="name">The name.</param>
        /// <param name="wantsUnicast">Whether the answer shall come to the asking socket alone.</param>
        /// <returns>Bytes written.</returns>
        public static int WriteQuery(Span<byte> destination, ushort id, string name, bool wantsUnicast)
        {
            destination.Slice(0, HeaderLength).Clear();
            BinaryPrimitives.WriteUInt16BigEndian(destination, id);
            BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(4), 2);
            int at = HeaderLength;
            foreach (ushort type in stackalloc ushort[] { TypeA, TypeAaaa })
            {
                at += WriteName(destination.Slice(at), name);
                BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(at), type);
                BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(at + 2), (ushort)(ClassIn | (wantsUnicast ? TopBit : 0)));
                at += 4;
            }

            return at;
        }

        /// <summary>Reads the addresses of a name out of a response, answers and additional records alike. False where it is none, or has none.</summary>
        /// <param name="message">The datagram.</param>
        /// <param name="id">What the query had; an answer that went to everybody has 0.</param>
        /// <param name="name">The name that was asked for.</param>
        /// <param name="addresses">Gets the addresses, with port 0.</param>
        public static bool TryReadAddresses(ReadOnlySpan<byte> message, ushort id, string name, List<TransportAddress> addresses)
        {
            if (message.Length < HeaderLength) return false;
            ushort answered = BinaryPrimitives.ReadUInt16BigEndian(message);
            if ((answered != 0 && answered != id) || (BinaryPrimitives.ReadUInt16BigEndian(message.Slice(2)) & ResponseMask) != Response) return false;
            int questions = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(4));
            int records = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(6))
                + BinaryPrimitives.ReadUInt16BigEndian(message.Slice(8))
                + BinaryPrimitives.ReadUInt16BigEndian(message.Slice(10));
            int at = HeaderLength;
            int before = addresses.Count;
            for (int i = 0; i < questions; i++)
            {
                if (!TryPassName(message, ref at, default, out _) || message.Length - at < 4) return false;
                at += 4;
            }

            for (int i = 0; i < records && addresses.Count - before < MaxAddresses; i++)
            {
                if (!TryReadRecord(message, ref at, name, addresses)) break;
            }

            return addresses.Count > before;
        }

        private static int WriteName(Span<byte> destination, string name)
        {
            int lengthAt = 0;
            for (int i = 0; i <= name.Length; i++)
            {
                if (i < name.Length && name[i] != '.')
                {
                    destination[i + 1] = (byte)name[i];
                    continue;
                }

                destination[lengthAt] = (byte)(i - lengthAt);
                lengthAt = i + 1;
            }

            destination[lengthAt] = 0;
            return lengthAt + 1;
        }

        /// <summary>False where the message ends before the record does.</summary>
        private static bool TryReadRecord(ReadOnlySpan<byte> message, ref int at, string name, List<TransportAddress> addresses)
        {
            if (!TryPassName(message, ref at, name.AsSpan(), out bool isNamed) || message.Length - at < 10) return false;
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at));
            int kind = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at + 2)) & ~TopBit;
            int length = BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at + 8));
            at += 10;
            if (message.Length - at < length) return false;
            bool isAddress = (type == TypeA && length == 4) || (type == TypeAaaa && length == 16);
            if (isNamed && isAddress && kind == ClassIn)
            {
                TransportAddress address = TransportAddress.FromBytes(message.Slice(at, length), 0);
                if (!address.IsAny && !address.IsMulticast && !addresses.Contains(address)) addresses.Add(address);
            }

            at += length;
            return true;
        }

        /// <summary>
        /// Reads over a name and compares it, capitals aside, with the given one. Pointers (RFC 1035 §4.1.4) may lead only backwards, so
        /// that every name has an end.
        /// </summary>
        private static bool TryPassName(ReadOnlySpan<byte> message, ref int at, ReadOnlySpan<char> expected, out bool isSame)
        {
            isSame = true;
            int position = at, compared = 0, lowest = at;
            bool hasJumped = false;
            for (int labels = 0; labels < MaxLabels; labels++)
            {
                if (position >= message.Length) return false;
                int length = message[position++];
                if ((length & 0xC0) == 0xC0)
                {
                    if (position >= message.Length) return false;
                    int target = ((length & 0x3F) << 8) | message[position++];
                    if (!hasJumped) at = position;
                    hasJumped = true;
                    if (target >= lowest) return false;
                    position = lowest = target;
                    continue;
                }

                if (length > MaxLabel || length > message.Length - position) return false;
                if (length == 0)
                {
                    if (!hasJumped) at = position;
                    isSame &= compared == expected.Length;
                    return true;
                }

                isSame = isSame && TryCompare(message.Slice(position, length), expected, ref compared);
                position += length;
            }

            return false;
        }

        private static bool TryCompare(ReadOnlySpan<byte> label, ReadOnlySpan<char> expected, ref int compared)
        {
            if (compared > 0 && (compared >= expected.Length || expected[compared++] != '.')) return false;
            if (label.Length > expected.Length - compared) return false;
            for (int i = 0; i < label.Length; i++)
            {
                if (ToLower(label[i]) != ToLower(expected[compared + i])) return false;
            }

            compared += label.Length;
            return true;
        }

        private static int ToLower(int c) => c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}
