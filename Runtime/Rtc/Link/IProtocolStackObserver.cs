using P2PNet.Rtc.Ice;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// Hears what the protocols of one link tell their owner. Calls come within calls to the <see cref="ProtocolStack"/>, also several.
    /// </summary>
    internal interface IProtocolStackObserver
    {
        /// <summary>The path was found, fell silent or came back.</summary>
        void OnPathState(Timestamp now, IceState state);

        /// <summary>The path seems dead, or works but comes from elsewhere: the network may have changed.</summary>
        void OnPathDoubtful(Timestamp now);

        /// <summary>The peer sees us at an address that we did not know.</summary>
        void OnAddressUnknown(Timestamp now);

        /// <summary>Whether no other link is shaking hands with this peer, or has just done so.</summary>
        bool MayShakeHands(Timestamp now);

        /// <summary>Messages can be sent and received.</summary>
        void OnConnected(Timestamp now, bool isDtlsClient);

        /// <summary>A whole message, whose payload now belongs to the observer.</summary>
        void OnMessage(Timestamp now, StreamId stream, Ppid ppid, PooledBuffer payload);

        void OnIncomingStreamReset(Timestamp now, StreamId stream);

        void OnOutgoingStreamReset(Timestamp now, StreamId stream);

        void OnBufferedAmountLow(Timestamp now, StreamId stream);

        /// <summary>The peer said goodbye.</summary>
        void OnClosedByPeer(Timestamp now);

        /// <summary>One of the protocols gave up, in the step that the link was in.</summary>
        void OnFailed(Timestamp now, string reason);
    }
}
