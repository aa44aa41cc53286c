using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to the members that stay: a player is gone. Where it was the host, <see cref="HostChangedFrame"/> follows at once.</summary>
    internal sealed class PlayerLeftFrame : LobbyEventFrame
    {
        public PlayerLeftFrame(long revision, string playerId, LeaveReason reason) : base(revision)
        {
            PlayerId = playerId;
            Reason = reason;
        }

        public override string Type => FrameType.PlayerLeft;

        public string PlayerId { get; }

        public LeaveReason Reason { get; }

        internal static PlayerLeftFrame Read(FrameMembers members) => new PlayerLeftFrame(
            members.Integer("revision", 0, ProtocolLimits.MaxInteger),
            members.Text("playerId", ProtocolLimits.MaxIdLength),
            LeaveReasons.Parse(members.Text("reason", ProtocolLimits.MaxWordLength)));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("playerId", PlayerId);
            writer.WriteString("reason", Reason.ToText());
        }
    }
}
