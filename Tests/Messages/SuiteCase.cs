using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace P2PNet.Tests.Messages
{
    /// <summary>
    /// A case of the public MessagePack test suite (Suite~/msgpack-test-suite.json): a value, named by its kind or by several, and every
    /// encoding that a reader has to take for it.
    /// </summary>
    public sealed class SuiteCase
    {
        private const string EncodingsName = "msgpack";

        private readonly string _name;

        private SuiteCase(string group, int number, JsonElement source)
        {
            Group = group;
            _name = $"{group} {number}";
            Values = source.EnumerateObject().Where(property => property.Name != EncodingsName).ToArray();
            Encodings = source.GetProperty(EncodingsName).EnumerateArray().Select(encoding => encoding.GetString()!.Replace("-", string.Empty)).ToArray();
        }

        /// <summary>Like <c>20.number-positive</c>.</summary>
        public string Group { get; }

        /// <summary>The value by the name of each kind that the suite gives it.</summary>
        internal IReadOnlyList<JsonProperty> Values { get; }

        /// <summary>In hexadecimal.</summary>
        internal IReadOnlyList<string> Encodings { get; }

        /// <summary>
        /// The shortest encodings that keep the value's type: a whole number stays one, also where a float of 32 bits would be shorter.
        /// </summary>
        internal IReadOnlyList<string> Shortest
        {
            get
            {
                string[] whole = Encodings.Where(encoding => !IsFloat(encoding)).ToArray();
                string[] candidates = whole.Length > 0 ? whole : Encodings.ToArray();
                return candidates.Where(encoding => encoding.Length == candidates.Min(other => other.Length)).ToArray();
            }
        }

        public static IEnumerable<SuiteCase> All()
        {
            // Never disposed: the elements live as long as the cases.
            JsonDocument suite = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), "Suite~", "msgpack-test-suite.json")));
            return suite.RootElement.EnumerateObject().SelectMany(group => group.Value.EnumerateArray()
                .Select((source, index) => new SuiteCase(group.Name.Replace(".yaml", string.Empty), index, source)));
        }

        public override string ToString() => _name;

        private static bool IsFloat(string encoding) =>
            encoding.StartsWith("ca", StringComparison.Ordinal) || encoding.StartsWith("cb", StringComparison.Ordinal);

        private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
    }
}
