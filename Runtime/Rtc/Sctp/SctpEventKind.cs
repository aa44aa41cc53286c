namespace P2PNet.Rtc.Sctp
{
    internal enum SctpEventKind
    {
        /// <summary>Messages can be sent and received. Once.</summary>
        Connected,

        /// <summary>A whole message; its payload belongs to whoever polled the event.</summary>
        MessageReceived,

        /// <summary>The peer reset its outgoing stream: nothing more comes on it until it starts anew (RFC 6525).</summary>
        IncomingStreamReset,

        /// <summary>Our outgoing stream was reset, as <see cref="SctpAssociation.ResetStreams"/> asked; it may be used anew.</summary>
        OutgoingStreamReset,

        /// <summary>A stream whose Send answered <see cref="SendStatus.WouldBlock"/> can take messages again.</summary>
        BufferedAmountLow,

        /// <summary>Ended in order, by either side. Final.</summary>
        Closed,

        /// <summary>Ended by a failure or an abort; the reason is a sentence. Final.</summary>
        Failed,
    }
}
