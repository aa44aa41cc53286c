namespace P2PNet
{
    /// <summary>Life of the link to one member, in the loop.</summary>
    internal enum MemberLinkState : byte
    {
        /// <summary>Nobody has offered yet.</summary>
        Idle,

        /// <summary>Our offer is out and has no answer.</summary>
        Offered,

        /// <summary>Both descriptions are known; ICE, DTLS and SCTP are being set up.</summary>
        Connecting,

        /// <summary>Messages go both ways.</summary>
        Up,

        /// <summary>Ended. Where the peer offers anew, it starts again.</summary>
        Over,
    }
}
