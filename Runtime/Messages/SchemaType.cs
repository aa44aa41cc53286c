using System;
using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>A type in a schema text: a word, a type with keys, or something made of other types.</summary>
    internal sealed class SchemaType
    {
        private static readonly Dictionary<string, string> Words = new Dictionary<string, string>
        {
            ["i8"] = "int8",
            ["u8"] = "uint8",
            ["i16"] = "int16",
            ["u16"] = "uint16",
            ["i32"] = "int32",
            ["u32"] = "uint32",
            ["i64"] = "int64",
            ["u64"] = "uint64",
            ["f32"] = "float32",
            ["f64"] = "float64",
            ["str"] = "string",
            ["bin"] = "bytes",
        };

        public SchemaType(SchemaKind kind, string word)
        {
            Kind = kind;
            Word = word;
        }

        public SchemaKind Kind { get; }

        /// <summary>The word, the name of a type with a formatter of its own, or what stands before a type's parenthesis.</summary>
        public string Word { get; }

        /// <summary>A list's element, a dictionary's value, what may be missing.</summary>
        public SchemaType? Inner { get; set; }

        /// <summary>A dictionary's key.</summary>
        public SchemaType? Key { get; set; }

        /// <summary>Of a type with keys: its members' types by their keys.</summary>
        public Dictionary<string, SchemaType>? Members { get; set; }

        /// <summary>The type as a sentence names it; parts of types with keys are left out, so it is short.</summary>
        public string Describe()
        {
            switch (Kind)
            {
                case SchemaKind.List: return "list of " + Inner!.Describe();
                case SchemaKind.Dictionary: return $"dictionary of {Key!.Describe()} to {Inner!.Describe()}";
                case SchemaKind.Optional: return Inner!.Describe() + " or nil";
                case SchemaKind.Keyed: return Word.Length == 0 ? "object with numbered keys" : Word == "map" ? "object with named keys" : Word;
                case SchemaKind.Named: return Word.IndexOf('.') >= 0 ? Word : Word + " with a formatter of its own";
                default: return Word.StartsWith("enum:", StringComparison.Ordinal) ? "enum of " + Readable(Word.Substring(5)) : Readable(Word);
            }
        }

        private static string Readable(string word) => Words.TryGetValue(word, out string? readable) ? readable : word;
    }
}
