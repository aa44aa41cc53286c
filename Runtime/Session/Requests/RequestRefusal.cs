namespace P2PNet
{
    /// <summary>Why a request has no answer although the link stands.</summary>
    public enum RequestRefusal : byte
    {
        /// <summary>The peer's handler refused, in words: <see cref="RequestRefusedException.Reason"/>.</summary>
        ByHandler = 0,

        /// <summary>The peer has no handler for such requests.</summary>
        NoHandler = 1,

        /// <summary>The peer's handler threw something else, which the peer keeps to itself.</summary>
        HandlerFailed = 2,

        /// <summary><see cref="P2PClientOptions.MaxOpenRequests"/> are open already, here or at the peer.</summary>
        TooManyOpen = 3,

        /// <summary>The peer cannot read the request, or this client the response: they are of different versions of the game.</summary>
        Unreadable = 4,

        /// <summary>The peer answered with another type of message than was asked for.</summary>
        OtherResponse = 5,

        /// <summary>Too many reliable messages to the peer wait for the network: see <see cref="SendResult.WouldBlock"/>.</summary>
        WouldBlock = 6,
    }
}
