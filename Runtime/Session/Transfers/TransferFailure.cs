namespace P2PNet
{
    /// <summary>Why a transfer did not come to its end.</summary>
    public enum TransferFailure
    {
        /// <summary>The receiver's game did not want it, or has nobody who takes transfers.</summary>
        Refused,

        /// <summary>The other side cancelled it.</summary>
        Cancelled,

        /// <summary>It is, or became, larger than the receiver takes.</summary>
        TooLarge,

        /// <summary>More transfers wait at the receiver than may.</summary>
        Busy,

        /// <summary>There is no link to the peer, or it did not come back within <see cref="P2PClientOptions.TransferResumeTimeout"/>.</summary>
        LinkLost,

        /// <summary>This client left the session, or was removed from it.</summary>
        SessionEnded,

        /// <summary>The sender could not read what it sends.</summary>
        SourceFailed,

        /// <summary>The file or stream changed, or ended early, while it was being sent.</summary>
        SourceChanged,

        /// <summary>The receiver could not write what arrived: the disk is full, say.</summary>
        StorageFailed,

        /// <summary>What arrived is not what was sent: the checksums differ.</summary>
        Corrupted,

        /// <summary>The peer broke the protocol, or no longer knows the transfer.</summary>
        Protocol,
    }
}
