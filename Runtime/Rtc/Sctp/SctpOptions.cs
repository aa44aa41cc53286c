using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>What an association is made with. Immutable. The defaults are those for WebRTC over DTLS.</summary>
    internal sealed class SctpOptions
    {
        /// <summary>Our port. Default 5000: WebRTC has one association a DTLS connection, and everybody uses this port (RFC 8841 §5).</summary>
        public ushort LocalPort { get; init; } = 5000;

        /// <summary>The peer's port, from <c>a=sctp-port</c>. Default 5000.</summary>
        public ushort RemotePort { get; init; } = 5000;

        /// <summary>
        /// Largest SCTP packet that is sent, in bytes, 256 to 65535. Default 1191: with DTLS, UDP, IPv6 and a TURN header around it, it
        /// still fits into the 1280 bytes that every IPv6 path carries. Rounded down to a multiple of 4.
        /// </summary>
        public int MaxPacketSize { get; init; } = 1191;

        /// <summary>Largest message that is taken from the peer, in bytes; a larger one ends the association. Default 262144, what browsers send at most.</summary>
        public int MaxMessageSize { get; init; } = 262144;

        /// <summary>
        /// Bytes of payload that may lie here, unassembled or unread, before the peer has to wait. Default 1 MiB: 20 Mbit/s over 400 ms,
        /// and room for several of the largest messages. At least <see cref="MaxMessageSize"/> plus 64 KiB counts, else a message could never be complete.
        /// </summary>
        public long ReceiveWindow { get; init; } = 1024 * 1024;

        /// <summary>Bytes of payload, over all streams, above which Send answers <see cref="SendStatus.WouldBlock"/>. Default 2 MiB.</summary>
        public long SendBufferLimit { get; init; } = 2 * 1024 * 1024;

        /// <summary>Streams that we would like to send on. Default 65535 (RFC 8831 §6.2); the peer's limit applies as well.</summary>
        public ushort OutgoingStreams { get; init; } = 65535;

        /// <summary>Streams that the peer may send on. Default 1024: dense data-channel ids, and each costs us memory only once used.</summary>
        public ushort IncomingStreams { get; init; } = 1024;

        /// <summary>RTO before the first measurement (RFC 9260 §6.3.1). Default 1 s, as the RFC has it.</summary>
        public TimeSpan InitialRto { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>
        /// Smallest RTO. Default 200 ms instead of the RFC's 1 s: a game does not wait a second for a lost packet, and acknowledgements
        /// are delayed by at most 20 ms here. Where both ends are ours it may be lower (50 ms).
        /// </summary>
        public TimeSpan MinRto { get; init; } = TimeSpan.FromMilliseconds(200);

        /// <summary>Largest RTO. Default 10 s instead of the RFC's 60 s: ICE gives a silent path up long before.</summary>
        public TimeSpan MaxRto { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>Longest time that an acknowledgement waits for company. Default 20 ms (RFC 9260 §6.2 allows 200 ms).</summary>
        public TimeSpan SackDelay { get; init; } = TimeSpan.FromMilliseconds(20);

        /// <summary>Silence after which a HEARTBEAT asks whether the peer is there. Default 30 s (RFC 9260 §16); ICE consent is what finds a dead path sooner.</summary>
        public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>INITs or COOKIE ECHOs that are sent again before the start fails. Default 8 (RFC 9260 §16).</summary>
        public int MaxInitRetransmits { get; init; } = 8;

        /// <summary>Time-outs in a row before the peer counts as gone: Association.Max.Retrans. Default 10 (RFC 9260 §16).</summary>
        public int MaxRetransmits { get; init; } = 10;

        /// <summary>Throws where a value is out of its range.</summary>
        internal void Validate()
        {
            if (MaxPacketSize < 256 || MaxPacketSize > 65535) throw new ArgumentOutOfRangeException(nameof(MaxPacketSize), MaxPacketSize, "256 to 65535 bytes.");
            if (MaxMessageSize < 1) throw new ArgumentOutOfRangeException(nameof(MaxMessageSize), MaxMessageSize, "At least 1 byte.");
            if (SendBufferLimit < 1) throw new ArgumentOutOfRangeException(nameof(SendBufferLimit), SendBufferLimit, "At least 1 byte.");
            if (OutgoingStreams == 0) throw new ArgumentOutOfRangeException(nameof(OutgoingStreams), OutgoingStreams, "At least one stream.");
            if (IncomingStreams == 0) throw new ArgumentOutOfRangeException(nameof(IncomingStreams), IncomingStreams, "At least one stream.");
        }
    }
}
