using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>How a player presents itself to a lobby. Immutable.</summary>
    internal sealed class PlayerDescription
    {
        public PlayerDescription(string name, IReadOnlyDictionary<string, string>? properties = null)
        {
            Name = name;
            Properties = properties ?? ProtocolRules.NoProperties;
        }

        /// <summary>0 to 64 characters; several players may share one.</summary>
        public string Name { get; }

        public IReadOnlyDictionary<string, string> Properties { get; }

        internal static PlayerDescription Read(FrameMembers members) => new PlayerDescription(members.Name("name"), members.Properties("properties"));

        internal void Write(Utf8JsonWriter writer, string name)
        {
            writer.WriteStartObject(name);
            writer.WriteString("name", Name);
            writer.WriteProperties("properties", Properties);
            writer.WriteEndObject();
        }
    }
}
