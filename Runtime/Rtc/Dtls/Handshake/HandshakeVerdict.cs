namespace P2PNet.Rtc.Dtls
{
    /// <summary>What a handshake made of a message.</summary>
    internal enum HandshakeVerdict
    {
        /// <summary>Handled; the next one is awaited.</summary>
        Accepted,

        /// <summary>It cannot be read or has no place here. Dropped: nothing is authenticated yet, and the true one may still come.</summary>
        Dropped,

        /// <summary>It can be read and rules the association out; <see cref="Handshake.FailureReason"/> says why.</summary>
        Failed,
    }
}
