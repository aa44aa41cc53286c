using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Client to server: enter the lobby with this code. Answered by <see cref="LobbyJoinedFrame"/>.</summary>
    internal sealed class JoinLobbyByCodeFrame : NumberedFrame
    {
        public JoinLobbyByCodeFrame(long id, string code, PlayerDescription player) : base(id)
        {
            Code = code;
            Player = player;
        }

        public override string Type => FrameType.JoinLobbyByCode;

        /// <summary>The code as the player typed it: case, spaces and hyphens do not matter.</summary>
        public string Code { get; }

        /// <summary>Who enters.</summary>
        public PlayerDescription Player { get; }

        internal static JoinLobbyByCodeFrame Read(FrameMembers members) => new JoinLobbyByCodeFrame(
            members.Id(),
            members.Text("code", ProtocolLimits.MaxCodeLength),
            PlayerDescription.Read(members.Object("player", optional: true)));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("code", Code);
            Player.Write(writer, "player");
        }
    }
}
