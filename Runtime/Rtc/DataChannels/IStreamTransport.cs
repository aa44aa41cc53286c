using System;

namespace P2PNet.Rtc.DataChannels
{
    /// <summary>What data channels need of the association below them. PeerLink connects it to SCTP.</summary>
    internal interface IStreamTransport
    {
        /// <summary>Sends one message. Takes ownership of the payload exactly when it answers <see cref="SendStatus.Accepted"/>.</summary>
        SendStatus Send(Timestamp now, StreamId stream, Ppid ppid, PooledBuffer payload, in Reliability reliability);

        /// <summary>Resets outgoing streams, after what was sent on them has arrived (RFC 6525 §5.1.2).</summary>
        void ResetStreams(Timestamp now, ReadOnlySpan<StreamId> outgoing);

        /// <summary>Bytes accepted for a stream and not sent yet.</summary>
        long BufferedAmountOf(StreamId stream);

        /// <summary>Bytes of the messages of a stream that are not yet acknowledged or given up.</summary>
        long UnacknowledgedBytesOf(StreamId stream);
    }
}
