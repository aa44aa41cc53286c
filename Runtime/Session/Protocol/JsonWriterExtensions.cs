using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>What several frames write alike.</summary>
    internal static class JsonWriterExtensions
    {
        /// <summary>Writes properties as an object of texts; nothing where there are none.</summary>
        public static void WriteProperties(this Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> properties)
        {
            if (properties.Count == 0) return;
            writer.WriteStartObject(name);
            foreach (KeyValuePair<string, string> property in properties) writer.WriteString(property.Key, property.Value);
            writer.WriteEndObject();
        }
    }
}
