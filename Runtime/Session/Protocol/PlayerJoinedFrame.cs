using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to the members that were there before: a player joined, and will offer them a link.</summary>
    internal sealed class PlayerJoinedFrame : LobbyEventFrame
    {
        public PlayerJoinedFrame(long revision, PlayerSnapshot player) : base(revision) => Player = player;

        public override string Type => FrameType.PlayerJoined;

        public PlayerSnapshot Player { get; }

        internal static PlayerJoinedFrame Read(FrameMembers members) => new PlayerJoinedFrame(
            members.Integer("revision", 0, ProtocolLimits.MaxInteger),
            PlayerSnapshot.Read(members.Object("player")));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteStartObject("player");
            Player.WriteMembers(writer);
            writer.WriteEndObject();
        }
    }
}
