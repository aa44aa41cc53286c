using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// What an INIT said, sent to the peer and back (RFC 9260 §5.1.3). It carries a random number of this association instead of a
    /// MAC: below lies DTLS, so the only one who could forge it is the peer, whose own words it repeats. Decisions.md says more.
    /// </summary>
    internal readonly struct StateCookie
    {
        public const int Length = 40;
        private const byte ForwardTsnBit = 1;
        private const byte ReConfigBit = 2;

        public uint LocalTag { get; init; }

        public uint PeerTag { get; init; }

        public Tsn PeerInitialTsn { get; init; }

        public uint PeerWindow { get; init; }

        /// <summary>Streams that the peer sends on.</summary>
        public ushort PeerOutboundStreams { get; init; }

        /// <summary>Streams that the peer takes.</summary>
        public ushort PeerInboundStreams { get; init; }

        public bool SupportsForwardTsn { get; init; }

        public bool SupportsReConfig { get; init; }

        /// <summary>Our tag of an association that existed when the INIT came; 0 where none did (RFC 9260 §5.2.2).</summary>
        public uint LocalTieTag { get; init; }

        /// <summary>The peer's tag of that association.</summary>
        public uint PeerTieTag { get; init; }

        public static bool TryParse(ReadOnlySpan<byte> value, ulong nonce, out StateCookie result)
        {
            result = default;
            if (value.Length != Length) return false;
            var reader = new SpanReader(value);
            if (reader.ReadUInt64() != nonce) return false;
            uint localTag = reader.ReadUInt32();
            uint peerTag = reader.ReadUInt32();
            var initialTsn = new Tsn(reader.ReadUInt32());
            uint window = reader.ReadUInt32();
            ushort outbound = reader.ReadUInt16();
            ushort inbound = reader.ReadUInt16();
            byte extensions = reader.ReadByte();
            reader.Skip(3);
            result = new StateCookie
            {
                LocalTag = localTag,
                PeerTag = peerTag,
                PeerInitialTsn = initialTsn,
                PeerWindow = window,
                PeerOutboundStreams = outbound,
                PeerInboundStreams = inbound,
                SupportsForwardTsn = (extensions & ForwardTsnBit) != 0,
                SupportsReConfig = (extensions & ReConfigBit) != 0,
                LocalTieTag = reader.ReadUInt32(),
                PeerTieTag = reader.ReadUInt32(),
            };
            // A forged one must not make an association that no INIT could make.
            return peerTag != 0 && outbound != 0 && inbound != 0;
        }

        public void Write(Span<byte> destination, ulong nonce)
        {
            var writer = new SpanWriter(destination.Slice(0, Length));
            writer.WriteUInt64(nonce);
            writer.WriteUInt32(LocalTag);
            writer.WriteUInt32(PeerTag);
            writer.WriteUInt32(PeerInitialTsn.Value);
            writer.WriteUInt32(PeerWindow);
            writer.WriteUInt16(PeerOutboundStreams);
            writer.WriteUInt16(PeerInboundStreams);
            writer.WriteByte((byte)((SupportsForwardTsn ? ForwardTsnBit : 0) | (SupportsReConfig ? ReConfigBit : 0)));
            writer.WriteZeros(3);
            writer.WriteUInt32(LocalTieTag);
            writer.WriteUInt32(PeerTieTag);
        }
    }
}
