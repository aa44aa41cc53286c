using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// Puts handshake messages together again (RFC 6347 §4.2.3) and gives them out in their order. Nothing of it is authenticated, so memory is
    /// bounded, and a message that contradicts an earlier fragment's type or length starts afresh: whoever forged the one, the true peer's
    /// retransmission gets its place.
    /// </summary>
    internal sealed class HandshakeReassembler
    {
        /// <summary>A Certificate with a chain has a few kilobytes, a ClientHello with post-quantum key shares two.</summary>
        public const int MaxMessageLength = 16 * 1024;

        /// <summary>Messages that may wait, the awaited one included. The longest flight, the server's or the client's, has five.</summary>
        public const int Window = 8;

        /// <summary>Bytes of messages that may wait, beside the awaited one.</summary>
        public const int MaxWaitingBytes = 32 * 1024;

        private readonly PartialMessage?[] _slots = new PartialMessage?[Window];
        private int _waitingBytes;

        /// <summary>The message that is handled next. One more than 16 bits can say after the last possible one.</summary>
        public int NextSequence { get; private set; }

        public FragmentResult Add(in HandshakeHeader header, ReadOnlySpan<byte> fragment)
        {
            if (header.Length > MaxMessageLength) return FragmentResult.TooLarge;
            int ahead = header.MessageSequence - NextSequence;
            if (ahead < 0) return FragmentResult.Old;
            if (ahead >= Window) return FragmentResult.TooFarAhead;
            ref PartialMessage? slot = ref _slots[header.MessageSequence % Window];
            if (slot != null && (slot.Message.Type != header.Type || slot.Message.Body.Length != header.Length)) Empty(ref slot);
            if (slot == null)
            {
                if (ahead > 0 && _waitingBytes + header.Length > MaxWaitingBytes) return FragmentResult.TooFarAhead;
                slot = new PartialMessage(header.Type, header.MessageSequence, header.Length);
                _waitingBytes += header.Length;
            }

            slot.Add(header.FragmentOffset, fragment);
            return FragmentResult.Stored;
        }

        /// <summary>The awaited message, if all of it is there. It stays until <see cref="Advance"/> or <see cref="Discard"/>.</summary>
        public bool TryPeek(out HandshakeMessage? message)
        {
            PartialMessage? slot = _slots[NextSequence % Window];
            message = slot != null && slot.IsComplete ? slot.Message : null;
            return message != null;
        }

        /// <summary>The awaited message was handled.</summary>
        public void Advance()
        {
            Discard();
            NextSequence++;
        }

        /// <summary>The awaited message made no sense: another copy may.</summary>
        public void Discard() => Empty(ref _slots[NextSequence % Window]);

        /// <summary>Forgets all fragments and waits for this message.</summary>
        public void Restart(int nextSequence)
        {
            Array.Clear(_slots, 0, _slots.Length);
            _waitingBytes = 0;
            NextSequence = nextSequence;
        }

        private void Empty(ref PartialMessage? slot)
        {
            if (slot == null) return;
            _waitingBytes -= slot.Message.Body.Length;
            slot = null;
        }
    }
}
