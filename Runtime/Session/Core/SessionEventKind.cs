namespace P2PNet
{
    /// <summary>What the loop tells the polling thread.</summary>
    internal enum SessionEventKind : byte
    {
        /// <summary>A message: payload, id and where the body begins.</summary>
        Message,

        /// <summary>A frame: the payload is one that <see cref="LinkFrameKind.Request"/> begins.</summary>
        Request,

        /// <summary>As above: <see cref="LinkFrameKind.Response"/>.</summary>
        Response,

        /// <summary>As above: <see cref="LinkFrameKind.Refusal"/>.</summary>
        Refusal,

        /// <summary>A message that came by the bulk channel: Detail is the <see cref="P2PNet.LargeMessage"/>.</summary>
        LargeMessage,

        /// <summary>The peer would like to send something: Detail is the <see cref="IncomingTransfer"/>.</summary>
        TransferOffered,

        /// <summary>The peer's player is new.</summary>
        PlayerJoined,

        /// <summary>The peer's player is gone.</summary>
        PlayerLeft,

        /// <summary>Detail is the id of the player who hosts.</summary>
        HostChanged,

        /// <summary>The link stands.</summary>
        PeerConnected,

        /// <summary>Nothing was heard for a while.</summary>
        PeerSuspect,

        /// <summary>Heard again.</summary>
        PeerRecovered,

        /// <summary>The link ended; Detail is the failure or null.</summary>
        PeerDisconnected,

        /// <summary>Detail is a sentence: why a message of the peer was not delivered.</summary>
        MessageRejected,

        /// <summary>Detail is a <see cref="MessageMismatch"/>.</summary>
        SchemaMismatched,

        /// <summary>Detail is a sentence: why the server is gone.</summary>
        ServerLost,

        /// <summary>The server is there again, and has the player's place.</summary>
        ServerFound,

        /// <summary>The server has the player's place no more; links go on. Detail is a sentence: why.</summary>
        LobbyLost,

        /// <summary>Detail is a sentence: why the session is over.</summary>
        Removed,
    }
}
