using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>A handshake message of which some bytes have come, in any order, overlapping or not.</summary>
    internal sealed class PartialMessage
    {
        private readonly byte[] _have; // a bit a byte
        private int _missing;

        public PartialMessage(HandshakeType type, ushort sequence, int length)
        {
            Message = new HandshakeMessage(type, sequence, length);
            _have = new byte[(length + 7) / 8];
            _missing = length;
        }

        public HandshakeMessage Message { get; }

        public bool IsComplete => _missing == 0;

        /// <summary>Adds the bytes that are not there yet; what came first stays.</summary>
        public void Add(int offset, ReadOnlySpan<byte> fragment)
        {
            Span<byte> body = Message.Body;
            for (int i = 0; i < fragment.Length; i++)
            {
                int at = offset + i;
                int bit = 1 << (at & 7);
                if ((_have[at >> 3] & bit) != 0) continue;
                _have[at >> 3] |= (byte)bit;
                body[at] = fragment[i];
                _missing--;
            }
        }
    }
}
