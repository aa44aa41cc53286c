using System.Collections.Generic;

namespace P2PNet.Protocol
{
    /// <summary>What names and properties must keep to: a client asks before it sends, the reader of frames asks again.</summary>
    internal static class ProtocolRules
    {
        public static readonly IReadOnlyDictionary<string, string> NoProperties = new Dictionary<string, string>(0);

        /// <summary>Why this can't be the name of a player or lobby, as the end of a sentence that starts with "The name"; null if it can.</summary>
        public static string? CheckName(string name)
        {
            if (name.Length > ProtocolLimits.MaxNameLength) return "has " + name.Length + " characters: at most " + ProtocolLimits.MaxNameLength + " are allowed";
            if (HasControlCharacter(name)) return "has a control character: use printable ones";
            return IsWellFormed(name) ? null : "has half of a surrogate pair: give whole characters";
        }

        /// <summary>Why these can't be properties, as the end of a sentence that starts with the name of what holds them; null if they can.</summary>
        public static string? CheckProperties(IReadOnlyDictionary<string, string> properties)
        {
            if (properties.Count > ProtocolLimits.MaxProperties) return "has more than " + ProtocolLimits.MaxProperties + " members";
            int total = 0;
            foreach (KeyValuePair<string, string> property in properties)
            {
                if (property.Key.Length == 0 || property.Key.Length > ProtocolLimits.MaxPropertyKeyLength)
                    return "has a key that is not of 1 to " + ProtocolLimits.MaxPropertyKeyLength + " characters";
                if (property.Value == null) return "has no value for the key " + property.Key + ": give an empty one, or leave the key out";
                if (property.Value.Length > ProtocolLimits.MaxPropertyValueLength)
                    return "has a value of more than " + ProtocolLimits.MaxPropertyValueLength + " characters";
                if (!IsWellFormed(property.Key) || !IsWellFormed(property.Value)) return "has half of a surrogate pair: give whole characters";
                total += property.Key.Length + property.Value.Length;
            }

            return total > ProtocolLimits.MaxPropertiesLength
                ? "has more than " + ProtocolLimits.MaxPropertiesLength + " characters in keys and values together"
                : null;
        }

        /// <summary>Control characters could forge lines in a terminal or a log of whoever prints a name.</summary>
        public static bool HasControlCharacter(string text)
        {
            foreach (char c in text)
                if (char.IsControl(c))
                    return true;
            return false;
        }

        private static bool IsWellFormed(string text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                if (!char.IsSurrogate(text[i])) continue;
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
                i++;
            }

            return true;
        }
    }
}
