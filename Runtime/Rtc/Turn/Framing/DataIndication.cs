using System;
using System.Buffers.Binary;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>
    /// Send and Data indications (RFC 8656 §11), written around a payload that already lies in the buffer: nothing is copied. Header,
    /// XOR-PEER-ADDRESS and DATA go in front of it, the padding behind.
    /// </summary>
    internal static class DataIndication
    {
        /// <summary>Bytes in front of the payload for any peer; an IPv4 peer takes 12 fewer.</summary>
        public const int MaxHeadroom = StunHeader.Length + 4 + 20 + 4;

        /// <summary>Bytes behind the payload.</summary>
        public const int MaxTailroom = 3;

        public static int HeadroomFor(in TransportAddress peer) => StunHeader.Length + 4 + 4 + peer.AddressLength + 4;

        /// <summary>Writes the indication around <c>buffer[payloadOffset .. payloadOffset + payloadLength]</c>, which has the room for it.</summary>
        /// <param name="buffer">Has <see cref="HeadroomFor"/> bytes before the payload and <see cref="MaxTailroom"/> behind it.</param>
        /// <param name="payloadOffset">Where the payload begins.</param>
        /// <param name="payloadLength">Its length, at most 65,000 bytes.</param>
        /// <param name="method"><see cref="StunMethod.Send"/> from a client, <see cref="StunMethod.Data"/> from a server.</param>
        /// <param name="peer">The peer that the payload goes to or comes from.</param>
        /// <param name="transactionId">Answered by nobody.</param>
        /// <param name="length">The whole indication's length.</param>
        /// <returns>Where in the buffer the indication begins.</returns>
        public static int WrapInPlace(
            Span<byte> buffer, int payloadOffset, int payloadLength, StunMethod method, in TransportAddress peer, TransactionId transactionId, out int length)
        {
            int start = payloadOffset - HeadroomFor(peer);
            int padded = StunMessage.Padded(payloadLength);
            var writer = new StunWriter(buffer.Slice(start, payloadOffset - start), StunClass.Indication, method, transactionId);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorPeerAddress, peer);
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(payloadOffset - 4), (ushort)StunAttributeType.Data);
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(payloadOffset - 2), (ushort)payloadLength);
            buffer.Slice(payloadOffset + payloadLength, padded - payloadLength).Clear();
            length = payloadOffset + padded - start;
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(start + 2), (ushort)(length - StunHeader.Length));
            return start;
        }

        /// <summary>Finds peer and payload of a Send or Data indication. False where one of them is missing, for example because it carries <see cref="IcmpAttribute"/>.</summary>
        /// <param name="message">The indication.</param>
        /// <param name="peer">From or to whom.</param>
        /// <param name="payloadOffset">Where in the message the payload begins.</param>
        /// <param name="payloadLength">Its length.</param>
        public static bool TryRead(in StunMessage message, out TransportAddress peer, out int payloadOffset, out int payloadLength)
        {
            payloadOffset = 0;
            payloadLength = 0;
            if (!XorAddressAttribute.TryRead(message, StunAttributeType.XorPeerAddress, out peer)) return false;
            if (!message.TryFind(StunAttributeType.Data, out ReadOnlySpan<byte> data)) return false;
            payloadLength = data.Length;
            return data.Length == 0 || message.Bytes.Overlaps(data, out payloadOffset);
        }
    }
}
