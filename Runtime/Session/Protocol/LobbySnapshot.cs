using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>A lobby as its members see it at one <see cref="Revision"/>. Immutable.</summary>
    internal sealed class LobbySnapshot
    {
        public LobbySnapshot(string id, string code, string hostId, int maxPlayers, long revision, IReadOnlyList<PlayerSnapshot> players)
        {
            Id = id;
            Code = code;
            HostId = hostId;
            MaxPlayers = maxPlayers;
            Revision = revision;
            Players = players;
        }

        /// <summary>Unguessable, for machines.</summary>
        public string Id { get; }

        /// <summary>Six characters, for people.</summary>
        public string Code { get; }

        public string Name { get; init; } = "";

        /// <summary>The host's player id.</summary>
        public string HostId { get; }

        public int MaxPlayers { get; }

        /// <summary>Never listed.</summary>
        public bool IsPrivate { get; init; }

        /// <summary>Takes nobody for now.</summary>
        public bool IsLocked { get; init; }

        public IReadOnlyDictionary<string, string> Properties { get; init; } = ProtocolRules.NoProperties;

        /// <summary>In the order in which they joined.</summary>
        public IReadOnlyList<PlayerSnapshot> Players { get; }

        /// <summary>Counts the events of the lobby; see <see cref="LobbyEventFrame.Revision"/>.</summary>
        public long Revision { get; }

        internal static LobbySnapshot Read(FrameMembers members) => new LobbySnapshot(
            members.Text("id", ProtocolLimits.MaxIdLength),
            members.Text("code", ProtocolLimits.MaxCodeLength),
            members.Text("hostId", ProtocolLimits.MaxIdLength),
            (int)members.Integer("maxPlayers", 1, ProtocolLimits.MaxPlayers),
            members.Integer("revision", 0, ProtocolLimits.MaxInteger),
            members.Objects("players", ProtocolLimits.MaxPlayers, PlayerSnapshot.Read))
        {
            Name = members.Name("name"),
            IsPrivate = members.Flag("isPrivate"),
            IsLocked = members.Flag("isLocked"),
            Properties = members.Properties("properties"),
        };

        internal void Write(Utf8JsonWriter writer, string name)
        {
            writer.WriteStartObject(name);
            writer.WriteString("id", Id);
            writer.WriteString("code", Code);
            writer.WriteString("name", Name);
            writer.WriteString("hostId", HostId);
            writer.WriteNumber("maxPlayers", MaxPlayers);
            writer.WriteBoolean("isPrivate", IsPrivate);
            writer.WriteBoolean("isLocked", IsLocked);
            writer.WriteProperties("properties", Properties);
            writer.WriteStartArray("players");
            foreach (PlayerSnapshot player in Players)
            {
                writer.WriteStartObject();
                player.WriteMembers(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("revision", Revision);
            writer.WriteEndObject();
        }
    }
}
