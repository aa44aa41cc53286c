namespace P2PNet.Rtc
{
    /// <summary>The steps between a join call and the first message, in order: an error names the one that it happened in.</summary>
    public enum LinkStage
    {
        /// <summary>Reaching the lobby server and entering the lobby.</summary>
        Server,

        /// <summary>Exchanging offer, answer and candidates with the peer through the server.</summary>
        Signaling,

        /// <summary>Finding a path to the peer through NATs and firewalls.</summary>
        Ice,

        /// <summary>The encrypted handshake.</summary>
        Dtls,

        /// <summary>The association that carries the data channels.</summary>
        Sctp,

        /// <summary>The link stood; it ended in use.</summary>
        Established,
    }
}
