namespace P2PNet.Protocol
{
    /// <summary>
    /// The codes of <see cref="ErrorFrame"/>. They are text, so that a client passes on one that a newer server made up.
    /// Documentation~/protocol.md says which of them end the connection.
    /// </summary>
    internal static class ErrorCode
    {
        /// <summary>Not a JSON object with a type.</summary>
        public const string MalformedFrame = "malformedFrame";

        /// <summary>A member is missing, has another JSON type or exceeds its limit; the sentence names it.</summary>
        public const string InvalidMember = "invalidMember";

        /// <summary>The type is none of this version.</summary>
        public const string UnknownFrame = "unknownFrame";

        /// <summary>A known frame at a time or in a direction in which it means nothing.</summary>
        public const string UnexpectedFrame = "unexpectedFrame";

        /// <summary>Larger than <see cref="ProtocolLimits.MaxFrameBytes"/>.</summary>
        public const string FrameTooLarge = "frameTooLarge";

        /// <summary>A binary WebSocket message.</summary>
        public const string BinaryFrame = "binaryFrame";

        /// <summary>The client speaks another version.</summary>
        public const string UnsupportedVersion = "unsupportedVersion";

        /// <summary>More frames than the server takes from one connection.</summary>
        public const string RateLimited = "rateLimited";

        /// <summary>The server heard nothing for too long.</summary>
        public const string TimedOut = "timedOut";

        /// <summary>No place for another connection or lobby.</summary>
        public const string ServerFull = "serverFull";

        /// <summary>The server is about to stop.</summary>
        public const string ShuttingDown = "shuttingDown";

        /// <summary>A mistake of the server.</summary>
        public const string InternalError = "internalError";

        /// <summary>No lobby has this code or id.</summary>
        public const string LobbyNotFound = "lobbyNotFound";

        /// <summary>Every place is taken.</summary>
        public const string LobbyFull = "lobbyFull";

        /// <summary>The lobby takes nobody for now.</summary>
        public const string LobbyLocked = "lobbyLocked";

        /// <summary>The membership that was to go on is none of this server's any more.</summary>
        public const string ResumeFailed = "resumeFailed";

        /// <summary>Another connection carries the membership now.</summary>
        public const string Replaced = "replaced";

        /// <summary>The connection is in a lobby; one at a time.</summary>
        public const string AlreadyInLobby = "alreadyInLobby";

        /// <summary>The request needs a lobby and the connection is in none.</summary>
        public const string NotInLobby = "notInLobby";

        /// <summary>The request is the host's alone.</summary>
        public const string NotHost = "notHost";

        /// <summary>The addressed player is not in the lobby.</summary>
        public const string UnknownPlayer = "unknownPlayer";

        /// <summary>The addressed player has no connection to the server now (<see cref="PlayerPresence.Suspect"/>), and more signals wait for it than the server keeps.</summary>
        public const string PlayerUnreachable = "playerUnreachable";
    }
}
