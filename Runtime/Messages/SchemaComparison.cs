using System;
using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>
    /// Compares what two programs know of the same message. They understand each other where every key that both have is of the same
    /// type, in nested types too; keys that only one has are skipped by the other or keep their defaults.
    /// </summary>
    internal static class SchemaComparison
    {
        // Each type of a true text meets one of the other's. Only a text that was made for it brings more pairs than types.
        private const int MaxPairs = SchemaParser.MaxLength;

        /// <summary>Says whether two schema texts are compatible.</summary>
        /// <param name="ours">The text here.</param>
        /// <param name="theirs">The text of the peer; any text.</param>
        /// <param name="difference">The first difference, as part of a sentence: <c>key 2 is int32 here and float32 there</c>; empty where there is none.</param>
        public static bool AreCompatible(string ours, string theirs, out string difference)
        {
            difference = string.Empty;
            if (string.Equals(ours, theirs, StringComparison.Ordinal)) return true;
            difference = DifferenceOf(ours, theirs) ?? string.Empty;
            return difference.Length == 0;
        }

        private static string? DifferenceOf(string ours, string theirs)
        {
            if (ours.Length == 0) return "its schema is not known here";
            if (theirs.Length == 0) return "its schema is not known there";
            SchemaType? ourType = SchemaParser.Parse(ours, out string ourName);
            if (ourType is null) return "its schema here can't be read";
            SchemaType? theirType = SchemaParser.Parse(theirs, out string theirName);
            if (theirType is null) return "its schema there can't be read";
            return ourName == theirName ? Compare(ourType, theirType) : $"it is {Shown(ourName)} here and {Shown(theirName)} there";
        }

        /// <summary>Nearest differences first: types are compared level by level, each pair once, however they refer to each other.</summary>
        private static string? Compare(SchemaType ourRoot, SchemaType theirRoot)
        {
            var seen = new HashSet<(SchemaType, SchemaType)> { (ourRoot, theirRoot) };
            var left = new Queue<(SchemaType Ours, SchemaType Theirs, SchemaPath? Path)>();
            left.Enqueue((ourRoot, theirRoot, null));
            while (left.Count > 0)
            {
                (SchemaType ours, SchemaType theirs, SchemaPath? path) = left.Dequeue();
                if (!IsSameKind(ours, theirs))
                {
                    return $"{(path is null ? "it" : Shown(path.ToString()))} is {Shown(ours.Describe())} here and {Shown(theirs.Describe())} there";
                }

                Enqueue(ours.Key, theirs.Key, path, "[key]");
                Enqueue(ours.Inner, theirs.Inner, path, ours.Kind == SchemaKind.Optional ? string.Empty : "[]");
                if (seen.Count > MaxPairs) return "its schema is too large to compare";
                if (ours.Members is null || theirs.Members is null) continue;
                foreach (KeyValuePair<string, SchemaType> member in ours.Members)
                {
                    if (!theirs.Members.TryGetValue(member.Key, out SchemaType? other)) continue;
                    Enqueue(member.Value, other, path, (ours.Word == "union" ? ".case " : ".") + member.Key);
                }
            }

            return null;

            void Enqueue(SchemaType? ours, SchemaType? theirs, SchemaPath? path, string step)
            {
                if (ours is null || theirs is null || !seen.Add((ours, theirs))) return;
                left.Enqueue((ours, theirs, new SchemaPath(path, step)));
            }
        }

        private static bool IsSameKind(SchemaType ours, SchemaType theirs)
        {
            if (ours.Kind != theirs.Kind) return false;
            if (ours.Kind == SchemaKind.Word) return Bare(ours.Word) == Bare(theirs.Word);
            return ours.Word == theirs.Word;
        }

        /// <summary>An enum is its number: the same bytes and the same range.</summary>
        private static string Bare(string word) => word.StartsWith("enum:", StringComparison.Ordinal) ? word.Substring(5) : word;

        /// <summary>Text that a peer may have chosen, for a sentence that a log may keep.</summary>
        private static string Shown(string text)
        {
            string cut = text.Length <= SchemaPath.MaxLength ? text : text.Substring(0, SchemaPath.MaxLength) + "...";
            foreach (char c in cut)
            {
                if (char.IsControl(c) || char.IsSurrogate(c)) return "(unreadable)";
            }

            return cut;
        }
    }
}
