namespace P2PNet.Protocol
{
    /// <summary>The values of a frame's <c>type</c>.</summary>
    internal static class FrameType
    {
        public const string Hello = "hello";
        public const string Welcome = "welcome";
        public const string Ping = "ping";
        public const string Pong = "pong";
        public const string Error = "error";

        public const string CreateLobby = "createLobby";
        public const string JoinLobbyByCode = "joinLobbyByCode";
        public const string JoinLobbyById = "joinLobbyById";
        public const string ResumeLobby = "resumeLobby";
        public const string LeaveLobby = "leaveLobby";
        public const string DeleteLobby = "deleteLobby";

        public const string LobbyJoined = "lobbyJoined";
        public const string LobbyResumed = "lobbyResumed";
        public const string LobbyLeft = "lobbyLeft";
        public const string LobbyDeleted = "lobbyDeleted";
        public const string PlayerJoined = "playerJoined";
        public const string PlayerLeft = "playerLeft";
        public const string PlayerPresence = "playerPresence";
        public const string HostChanged = "hostChanged";

        public const string Offer = "offer";
        public const string Answer = "answer";
        public const string Candidate = "candidate";
        public const string EndOfCandidates = "endOfCandidates";
        public const string RestartLink = "restartLink";
        public const string LinkFailed = "linkFailed";
        public const string LinkEnded = "linkEnded";
    }
}
