namespace P2PNet.Rtc
{
    /// <summary>What became of a send call.</summary>
    public enum SendStatus
    {
        /// <summary>Taken; the buffer belongs to the channel now.</summary>
        Accepted,

        /// <summary>The send buffer is full. The buffer stays the caller's; try again when <c>OnBufferedAmountLow</c> came.</summary>
        WouldBlock,

        /// <summary>Larger than the peer's <c>a=max-message-size</c>. The buffer stays the caller's.</summary>
        TooLarge,

        /// <summary>The channel is not open, or no more. The buffer stays the caller's.</summary>
        NotOpen,
    }

    /// <summary>Life of a data channel (W3C RTCDataChannelState).</summary>
    public enum DataChannelState
    {
        /// <summary>Waits for the association or for the id.</summary>
        Connecting,

        /// <summary>Messages can be sent.</summary>
        Open,

        /// <summary>Being closed: what was sent still leaves.</summary>
        Closing,

        /// <summary>Gone on both sides.</summary>
        Closed,
    }

    /// <summary>One data channel of an <see cref="IPeerConnection"/>. Belongs to the connection's thread.</summary>
    public interface IDataChannel
    {
        /// <summary>The stream id, or -1 until it is known.</summary>
        int Id { get; }

        /// <summary>What the channel was opened with.</summary>
        DataChannelOptions Options { get; }

        /// <summary>Its state.</summary>
        DataChannelState State { get; }

        /// <summary>Bytes that were accepted and have not been sent (W3C bufferedAmount).</summary>
        long BufferedAmount { get; }

        /// <summary>
        /// Bytes of the messages that were accepted and are not done with: not yet sent, or sent and neither acknowledged by the peer nor given
        /// up. An engine that cannot tell, such as a browser's, answers <see cref="BufferedAmount"/>.
        /// </summary>
        long UnacknowledgedBytes { get; }

        /// <summary>Sends one message. Takes ownership of the payload exactly when it answers <see cref="SendStatus.Accepted"/>.</summary>
        /// <param name="payload">0 bytes to the peer's <c>a=max-message-size</c>.</param>
        /// <param name="isString">Whether the payload is UTF-8 text rather than binary.</param>
        SendStatus Send(PooledBuffer payload, bool isString = false);

        /// <summary>Closes it: what was sent before still arrives, then both sides see it closed (RFC 8831 §6.7).</summary>
        void Close();
    }
}
