using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// One SCTP association (RFC 9260) above DTLS (RFC 8261), with partial reliability (RFC 3758) and stream reset (RFC 6525), as a
    /// state machine without I/O, clock or thread. It belongs to one thread; after any call drain transmits, then events, then read
    /// <see cref="NextTimeout"/>.
    /// </summary>
    internal sealed class SctpAssociation : IDisposable
    {
        public SctpAssociation(SctpOptions options, IRandom random, BufferPool buffers)
        {
            if (options == null) throw new ArgumentNullException(nameof(options));
            if (random == null) throw new ArgumentNullException(nameof(random));
            if (buffers == null) throw new ArgumentNullException(nameof(buffers));
            PeerMaxMessageSize = 65536;
        }

        public SctpState State { get; private set; }

        public SctpCounters Counters { get; } = new SctpCounters();

        /// <summary>Bytes of payload accepted and not yet acknowledged or given up, over all streams.</summary>
        public long BufferedAmount => 0;

        /// <summary>Largest message that the peer takes, from its <c>a=max-message-size</c>: above it Send answers TooLarge. Default 65536 (RFC 8841 §6.1); 0 in SDP means no limit, int.MaxValue here.</summary>
        public int PeerMaxMessageSize { get; set; }

        /// <summary>Smoothed round-trip time, zero before the first measurement.</summary>
        public TimeSpan RoundTripTime => TimeSpan.Zero;

        public Timestamp NextTimeout => Timestamp.Never;

        /// <summary>Bytes of payload accepted for this stream and not yet sent for the first time (W3C bufferedAmount).</summary>
        public long BufferedAmountOf(StreamId stream) => 0;

        /// <summary>Starts the handshake. Both sides may call it, as in WebRTC. Once; a second call changes nothing.</summary>
        public void Connect(Timestamp now) => State = SctpState.CookieWait;

        /// <summary>
        /// Takes a message. Ownership of the payload passes exactly on <see cref="SendStatus.Accepted"/>; it is sent out of that buffer
        /// and returned when all of it is acknowledged or given up. May be called before the association stands.
        /// </summary>
        public SendStatus Send(Timestamp now, StreamId stream, Ppid ppid, PooledBuffer payload, in Reliability reliability) => SendStatus.NotOpen;

        /// <summary>Resets outgoing streams once what was accepted on them before is delivered (RFC 6525); OutgoingStreamReset tells each.</summary>
        public void ResetStreams(Timestamp now, ReadOnlySpan<StreamId> outgoing)
        {
        }

        /// <summary>Ends in order: what was accepted is delivered, then the peer is told.</summary>
        public void Shutdown(Timestamp now)
        {
        }

        /// <summary>Ends at once; one ABORT with the reason leaves.</summary>
        public void Abort(Timestamp now, string reason) => State = SctpState.Closed;

        /// <summary>Takes one SCTP packet: the plaintext of one DTLS record.</summary>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
        }

        public void HandleTimeout(Timestamp now)
        {
        }

        /// <summary>Writes one SCTP packet into the destination, which has room for <see cref="SctpOptions.MaxPacketSize"/>.</summary>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            transmit = default;
            return false;
        }

        public bool TryPollEvent(out SctpEvent e)
        {
            e = default;
            return false;
        }

        /// <summary>Returns every buffer, without telling the peer.</summary>
        public void Dispose() => State = SctpState.Closed;
    }
}
