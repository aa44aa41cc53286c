using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>A whole handshake message with its header, as though it had never been fragmented: the form that the transcript hashes (RFC 6347 §4.2.6).</summary>
    internal sealed class HandshakeMessage
    {
        private readonly byte[] _raw;

        public HandshakeMessage(HandshakeType type, ushort sequence, int length)
        {
            Type = type;
            Sequence = sequence;
            _raw = new byte[HandshakeHeader.Size + length];
            var writer = new SpanWriter(_raw);
            new HandshakeHeader(type, length, sequence, 0, length).Write(ref writer);
        }

        public HandshakeMessage(HandshakeType type, ushort sequence, ReadOnlySpan<byte> body)
            : this(type, sequence, body.Length) => body.CopyTo(_raw.AsSpan(HandshakeHeader.Size));

        public HandshakeType Type { get; }

        public ushort Sequence { get; }

        /// <summary>Header and body.</summary>
        public ReadOnlySpan<byte> Raw => _raw;

        /// <summary>What follows the header.</summary>
        public Span<byte> Body => _raw.AsSpan(HandshakeHeader.Size);
    }
}
