using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Client to server: make a lobby and enter it as its host. Answered by <see cref="LobbyJoinedFrame"/>.</summary>
    internal sealed class CreateLobbyFrame : NumberedFrame
    {
        public CreateLobbyFrame(
            long id, string name, int maxPlayers, bool isPrivate, PlayerDescription player, IReadOnlyDictionary<string, string>? properties = null)
            : base(id)
        {
            Name = name;
            MaxPlayers = maxPlayers;
            IsPrivate = isPrivate;
            Player = player;
            Properties = properties ?? ProtocolRules.NoProperties;
        }

        public override string Type => FrameType.CreateLobby;

        /// <summary>0 to 64 characters; several lobbies may share one.</summary>
        public string Name { get; }

        /// <summary>The places of the lobby, with the host's.</summary>
        public int MaxPlayers { get; }

        /// <summary>Never listed; who knows the code or the id may enter.</summary>
        public bool IsPrivate { get; }

        /// <summary>The creator.</summary>
        public PlayerDescription Player { get; }

        public IReadOnlyDictionary<string, string> Properties { get; }

        internal static CreateLobbyFrame Read(FrameMembers members) => new CreateLobbyFrame(
            members.Id(),
            members.Name("name"),
            (int)members.Integer("maxPlayers", 1, ProtocolLimits.MaxPlayers),
            members.Flag("isPrivate"),
            PlayerDescription.Read(members.Object("player", optional: true)),
            members.Properties("properties"));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("name", Name);
            writer.WriteNumber("maxPlayers", MaxPlayers);
            writer.WriteBoolean("isPrivate", IsPrivate);
            writer.WriteProperties("properties", Properties);
            Player.Write(writer, "player");
        }
    }
}
