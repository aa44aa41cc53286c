using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to all members but the one concerned: it lost touch with a player, or found it again.</summary>
    internal sealed class PlayerPresenceFrame : LobbyEventFrame
    {
        public PlayerPresenceFrame(long revision, string playerId, PlayerPresence presence) : base(revision)
        {
            PlayerId = playerId;
            Presence = presence;
        }

        public override string Type => FrameType.PlayerPresence;

        public string PlayerId { get; }

        public PlayerPresence Presence { get; }

        internal static PlayerPresenceFrame Read(FrameMembers members) => new PlayerPresenceFrame(
            members.Integer("revision", 0, ProtocolLimits.MaxInteger),
            members.Text("playerId", ProtocolLimits.MaxIdLength),
            PlayerPresences.Parse(members.Text("presence", ProtocolLimits.MaxWordLength)));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("playerId", PlayerId);
            writer.WriteString("presence", Presence.ToText());
        }
    }
}
