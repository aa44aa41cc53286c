using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>How a lobby is entered. Immutable.</summary>
    internal sealed class LobbyRequest
    {
        private readonly CreateLobbyOptions? _create;
        private readonly string? _code;
        private readonly string? _id;

        private LobbyRequest(CreateLobbyOptions? create, string? code, string? id, bool allowUnreachablePeers)
        {
            _create = create;
            _code = code;
            _id = id;
            AllowUnreachablePeers = allowUnreachablePeers;
        }

        /// <summary><see cref="JoinLobbyOptions.AllowUnreachablePeers"/>.</summary>
        public bool AllowUnreachablePeers { get; }

        public static LobbyRequest Create(CreateLobbyOptions options) => new LobbyRequest(options, null, null, false);

        public static LobbyRequest ByCode(string code, JoinLobbyOptions options) => new LobbyRequest(null, code, null, options.AllowUnreachablePeers);

        public static LobbyRequest ById(string id, JoinLobbyOptions options) => new LobbyRequest(null, null, id, options.AllowUnreachablePeers);

        /// <summary>The frame that asks for it.</summary>
        public Frame ToFrame(long requestId, string playerName)
        {
            var player = new PlayerDescription(playerName);
            if (_create != null)
                return new CreateLobbyFrame(requestId, _create.Name ?? string.Empty, _create.MaxPlayers, _create.IsPrivate, player, _create.Properties);
            if (_code != null) return new JoinLobbyByCodeFrame(requestId, _code, player);
            return new JoinLobbyByIdFrame(requestId, _id!, player);
        }
    }
}
