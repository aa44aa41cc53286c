using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Client to server: enter the lobby with this id. Answered by <see cref="LobbyJoinedFrame"/>.</summary>
    internal sealed class JoinLobbyByIdFrame : NumberedFrame
    {
        public JoinLobbyByIdFrame(long id, string lobbyId, PlayerDescription player) : base(id)
        {
            LobbyId = lobbyId;
            Player = player;
        }

        public override string Type => FrameType.JoinLobbyById;

        /// <summary><see cref="LobbySnapshot.Id"/>.</summary>
        public string LobbyId { get; }

        /// <summary>Who enters.</summary>
        public PlayerDescription Player { get; }

        internal static JoinLobbyByIdFrame Read(FrameMembers members) => new JoinLobbyByIdFrame(
            members.Id(),
            members.Text("lobbyId", ProtocolLimits.MaxIdLength),
            PlayerDescription.Read(members.Object("player", optional: true)));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("lobbyId", LobbyId);
            Player.Write(writer, "player");
        }
    }
}
