using System;
using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>
    /// Reads the members of one JSON object and checks each against its type and limit. The first that does not fit is kept as
    /// <see cref="Error"/>; reading goes on with harmless values, so that a frame is read straight through and judged once at its end.
    /// Members that nobody asks for are ignored: newer clients and servers may add some.
    /// </summary>
    internal sealed class FrameMembers
    {
        private readonly JsonElement _object;
        private readonly FrameMembers _root;
        private readonly string _prefix;
        private string? _error;

        public FrameMembers(JsonElement element)
        {
            _object = element;
            _root = this;
            _prefix = "";
        }

        private FrameMembers(JsonElement element, FrameMembers root, string prefix)
        {
            _object = element;
            _root = root;
            _prefix = prefix;
        }

        /// <summary>The first thing that was wrong, as a sentence; null while nothing was.</summary>
        public string? Error => _root._error;

        /// <summary>Remembers that a member does not do. The rule continues a sentence that starts with the member's name.</summary>
        public void Refuse(string name, string rule) => _root._error ??= "\"" + _prefix + name + "\" " + rule + ".";

        /// <summary>Whether a member is there at all.</summary>
        public bool Has(string name) => TryGet(name, out _);

        /// <summary>Text of 1 to <paramref name="maxLength"/> characters.</summary>
        public string Text(string name, int maxLength)
        {
            string? text = OptionalText(name, maxLength);
            if (text is null) Refuse(name, "is missing: give text of 1 to " + maxLength + " characters");
            return text ?? "";
        }

        /// <summary>Text of 1 to <paramref name="maxLength"/> characters, null where the member is absent or null.</summary>
        public string? OptionalText(string name, int maxLength)
        {
            if (!TryGet(name, out JsonElement value)) return null;
            return AsText(name, value, maxLength);
        }

        /// <summary>Text that may be empty, as a candidate line is that ends the candidates of a browser.</summary>
        public string PossiblyEmptyText(string name, int maxLength)
        {
            if (TryGet(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0) return "";
            return Text(name, maxLength);
        }

        /// <summary>A name of a player or lobby: text without control characters; empty where the member is absent.</summary>
        public string Name(string name)
        {
            if (!TryGet(name, out JsonElement value)) return "";
            if (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0) return "";
            string text = AsText(name, value, ProtocolLimits.MaxNameLength) ?? "";
            if (ProtocolRules.HasControlCharacter(text)) Refuse(name, "has a control character: use printable ones");
            return text;
        }

        public long Integer(string name, long min, long max)
        {
            long? number = OptionalInteger(name, min, max);
            if (number is null) Refuse(name, "is missing: give a whole number from " + min + " to " + max);
            return number ?? min;
        }

        public long? OptionalInteger(string name, long min, long max)
        {
            if (!TryGet(name, out JsonElement value)) return null;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= min && number <= max) return number;
            Refuse(name, "must be a whole number from " + min + " to " + max);
            return min;
        }

        /// <summary>The request's number.</summary>
        public long Id() => Integer("id", 0, ProtocolLimits.MaxInteger);

        /// <summary>true or false; false where the member is absent.</summary>
        public bool Flag(string name)
        {
            if (!TryGet(name, out JsonElement value)) return false;
            if (value.ValueKind == JsonValueKind.True) return true;
            if (value.ValueKind != JsonValueKind.False) Refuse(name, "must be true or false");
            return false;
        }

        /// <summary>Text by text; empty where the member is absent.</summary>
        public IReadOnlyDictionary<string, string> Properties(string name)
        {
            if (!TryGet(name, out JsonElement value)) return ProtocolRules.NoProperties;
            if (value.ValueKind != JsonValueKind.Object)
            {
                Refuse(name, "must be an object whose members are all text");
                return ProtocolRules.NoProperties;
            }

            var properties = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty property in value.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.String)
                {
                    Refuse(name, "must be an object whose members are all text");
                    break;
                }

                properties[property.Name] = property.Value.GetString()!;
                if (properties.Count > ProtocolLimits.MaxProperties) break;
            }

            if (ProtocolRules.CheckProperties(properties) is string rule) Refuse(name, rule);
            return properties;
        }

        /// <summary>The members of an object within; those of an empty one where it is absent and not needed.</summary>
        public FrameMembers Object(string name, bool optional = false)
        {
            if (TryGet(name, out JsonElement value))
            {
                if (value.ValueKind == JsonValueKind.Object) return new FrameMembers(value, _root, _prefix + name + ".");
                Refuse(name, "must be an object");
            }
            else if (!optional)
            {
                Refuse(name, "is missing: give an object");
            }

            return new FrameMembers(default, _root, _prefix + name + ".");
        }

        /// <summary>The objects of an array, at most <paramref name="max"/>.</summary>
        public T[] Objects<T>(string name, int max, Func<FrameMembers, T> read)
        {
            if (!TryGetArray(name, max, out JsonElement array)) return Array.Empty<T>();
            var items = new T[array.GetArrayLength()];
            int index = 0;
            foreach (JsonElement item in array.EnumerateArray())
            {
                string prefix = _prefix + name + "[" + index + "].";
                if (item.ValueKind != JsonValueKind.Object) Refuse(name, "must have objects only");
                items[index++] = read(new FrameMembers(item.ValueKind == JsonValueKind.Object ? item : default, _root, prefix));
            }

            return items;
        }

        /// <summary>The texts of an array, at most <paramref name="max"/>.</summary>
        public string[] Texts(string name, int max, int maxLength)
        {
            if (!TryGetArray(name, max, out JsonElement array)) return Array.Empty<string>();
            var items = new string[array.GetArrayLength()];
            int index = 0;
            foreach (JsonElement item in array.EnumerateArray()) items[index++] = AsText(name, item, maxLength) ?? "";
            return items;
        }

        private bool TryGetArray(string name, int max, out JsonElement array)
        {
            if (!TryGet(name, out array))
            {
                Refuse(name, "is missing: give an array");
                return false;
            }

            if (array.ValueKind == JsonValueKind.Array && array.GetArrayLength() <= max) return true;
            Refuse(name, "must be an array of at most " + max);
            return false;
        }

        private string? AsText(string name, JsonElement value, int maxLength)
        {
            string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            if (text is null) Refuse(name, "must be text");
            else if (text.Length == 0) Refuse(name, "is empty: give 1 to " + maxLength + " characters");
            else if (text.Length > maxLength) Refuse(name, "has " + text.Length + " characters: at most " + maxLength + " are allowed");
            else return text;
            return "";
        }

        /// <summary>A member that is null counts as absent.</summary>
        private bool TryGet(string name, out JsonElement value)
        {
            value = default;
            return _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
        }
    }
}
