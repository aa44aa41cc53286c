using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Compares what two programs know of the same message. They understand each other where every key that both have is of the same
    /// type, in nested types too; keys that only one has are skipped by the other or keep their defaults.
    /// </summary>
    internal static class SchemaComparison
    {
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

        private static string? Compare(SchemaType ourRoot, SchemaType theirRoot)
        {
            var walk = new SchemaWalk(ourRoot, theirRoot);
            while (walk.TryNext(out SchemaType ours, out SchemaType theirs, out SchemaPath? path))
            {
                if (!SchemaWalk.AreAlike(ours, theirs))
                {
                    return $"{(path is null ? "it" : Shown(path.ToString()))} is {Shown(ours.Describe())} here and {Shown(theirs.Describe())} there";
                }

                walk.Descend(ours, theirs, path);
            }

            return walk.IsTooLarge ? "its schema is too large to compare" : null;
        }

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
