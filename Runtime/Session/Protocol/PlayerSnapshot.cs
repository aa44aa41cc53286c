using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>A player of a lobby as the others see it. Immutable.</summary>
    internal sealed class PlayerSnapshot
    {
        public PlayerSnapshot(string id, int order, PlayerDescription description, PlayerPresence presence = PlayerPresence.Connected)
        {
            Id = id;
            Order = order;
            Description = description;
            Presence = presence;
        }

        /// <summary>Given by the server.</summary>
        public string Id { get; }

        /// <summary>Counts the joins of the lobby from 0, never reused. Of two members, the one with the greater number offers the link.</summary>
        public int Order { get; }

        public PlayerDescription Description { get; }

        public PlayerPresence Presence { get; }

        internal static PlayerSnapshot Read(FrameMembers members) => new PlayerSnapshot(
            members.Text("id", ProtocolLimits.MaxIdLength),
            (int)members.Integer("order", 0, int.MaxValue),
            PlayerDescription.Read(members),
            PlayerPresences.Parse(members.Text("presence", ProtocolLimits.MaxWordLength)));

        internal void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("id", Id);
            writer.WriteNumber("order", Order);
            writer.WriteString("name", Description.Name);
            writer.WriteString("presence", Presence.ToText());
            writer.WriteProperties("properties", Description.Properties);
        }
    }
}
