using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to all members: another player is the host, the one that is longest in the lobby and connected.</summary>
    internal sealed class HostChangedFrame : LobbyEventFrame
    {
        public HostChangedFrame(long revision, string playerId) : base(revision) => PlayerId = playerId;

        public override string Type => FrameType.HostChanged;

        /// <summary>The new host.</summary>
        public string PlayerId { get; }

        internal static HostChangedFrame Read(FrameMembers members) => new HostChangedFrame(
            members.Integer("revision", 0, ProtocolLimits.MaxInteger),
            members.Text("playerId", ProtocolLimits.MaxIdLength));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("playerId", PlayerId);
        }
    }
}
