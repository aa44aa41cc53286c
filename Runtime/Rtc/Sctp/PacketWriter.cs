using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Builds one packet in place: the common header, then chunks, each padded to 4 bytes (RFC 9260 §3).
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// |     Source Port Number        |     Destination Port Number   |
    /// |                       Verification Tag                        |
    /// |                           Checksum                            |
    /// </code>
    /// </summary>
    internal ref struct PacketWriter
    {
        public const int HeaderLength = 12;
        private readonly Span<byte> _packet;
        private int _length;
        private int _lastData;

        public PacketWriter(Span<byte> packet, ushort sourcePort, ushort destinationPort, uint verificationTag)
        {
            _packet = packet;
            _length = HeaderLength;
            _lastData = 0;
            BinaryPrimitives.WriteUInt16BigEndian(packet, sourcePort);
            BinaryPrimitives.WriteUInt16BigEndian(packet.Slice(2), destinationPort);
            BinaryPrimitives.WriteUInt32BigEndian(packet.Slice(4), verificationTag);
        }

        public readonly bool IsEmpty => _length == HeaderLength;

        /// <summary>Whether a DATA chunk is in it.</summary>
        public readonly bool HasData => _lastData != 0;

        /// <summary>Bytes that another chunk may have, header included.</summary>
        public readonly int Room => _packet.Length - _length;

        /// <summary>Where the next chunk goes; <see cref="Commit"/> says how long it became.</summary>
        public readonly Span<byte> Free => _packet.Slice(_length);

        /// <summary>Takes the bytes that were written to <see cref="Free"/> as chunks and pads them. 0 changes nothing.</summary>
        public void Commit(int length)
        {
            int padded = (length + 3) & ~3;
            _packet.Slice(_length + length, padded - length).Clear();
            _length += padded;
        }

        /// <summary>Takes a DATA chunk.</summary>
        public void CommitData(int length)
        {
            _lastData = _length;
            Commit(length);
        }

        /// <summary>Sets the I bit of the last DATA chunk: nothing follows soon, so the peer need not wait (RFC 9260 §6.1).</summary>
        public void AskForImmediateSack()
        {
            if (_lastData != 0) _packet[_lastData + 1] |= DataChunk.ImmediateFlag;
        }

        /// <summary>Writes the checksum and returns the packet's length; 0 where it holds no chunk.</summary>
        public int Finish()
        {
            if (IsEmpty) return 0;
            BinaryPrimitives.WriteUInt32LittleEndian(_packet.Slice(8), Crc32C.OfPacket(_packet.Slice(0, _length)));
            return _length;
        }
    }
}
