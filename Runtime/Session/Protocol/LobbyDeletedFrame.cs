using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to all members: the lobby is gone and they are in none; their links stay until they close them.</summary>
    internal sealed class LobbyDeletedFrame : LobbyEventFrame
    {
        public LobbyDeletedFrame(long revision, string reason, long? id = null) : base(revision)
        {
            Reason = reason;
            Id = id;
        }

        public override string Type => FrameType.LobbyDeleted;

        /// <summary>The number of the <see cref="DeleteLobbyFrame"/> that this answers; null for the other members.</summary>
        public long? Id { get; }

        /// <summary>Why, in a sentence.</summary>
        public string Reason { get; }

        internal static LobbyDeletedFrame Read(FrameMembers members) => new LobbyDeletedFrame(
            members.Integer("revision", 0, ProtocolLimits.MaxInteger),
            members.Text("reason", ProtocolLimits.MaxMessageLength),
            members.OptionalInteger("id", 0, ProtocolLimits.MaxInteger));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            if (Id is long id) writer.WriteNumber("id", id);
            base.WriteMembers(writer);
            writer.WriteString("reason", Reason);
        }
    }
}
