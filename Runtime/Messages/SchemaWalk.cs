using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>
    /// Goes through two schemas side by side, nearest types first: each pair of types that lie at the same place once, however they refer
    /// to each other.
    /// </summary>
    internal sealed class SchemaWalk
    {
        // Each type of a true text meets one of the other's. Only a text that was made for it brings more pairs than types.
        private const int MaxPairs = SchemaParser.MaxLength;

        private readonly HashSet<(SchemaType, SchemaType)> _seen = new HashSet<(SchemaType, SchemaType)>();
        private readonly Queue<(SchemaType Ours, SchemaType Theirs, SchemaPath? Path)> _left = new Queue<(SchemaType, SchemaType, SchemaPath?)>();

        public SchemaWalk(SchemaType ours, SchemaType theirs) => Add(ours, theirs, null);

        /// <summary>Whether the pairs became more than true schemas have.</summary>
        public bool IsTooLarge => _seen.Count > MaxPairs;

        /// <summary>Takes the next pair. Whoever finds it alike calls <see cref="Descend"/>.</summary>
        public bool TryNext(out SchemaType ours, out SchemaType theirs, out SchemaPath? path)
        {
            bool any = _left.Count > 0 && !IsTooLarge;
            (ours, theirs, path) = any ? _left.Dequeue() : default;
            return any;
        }

        /// <summary>Adds the parts that both types of a pair have.</summary>
        public void Descend(SchemaType ours, SchemaType theirs, SchemaPath? path)
        {
            if (ours.Key != null && theirs.Key != null) Add(ours.Key, theirs.Key, new SchemaPath(path, "[key]"));
            if (ours.Inner != null && theirs.Inner != null)
            {
                Add(ours.Inner, theirs.Inner, ours.Kind == SchemaKind.Optional ? path : new SchemaPath(path, "[]"));
            }

            if (ours.Members is null || theirs.Members is null) return;
            foreach (KeyValuePair<string, SchemaType> member in ours.Members)
            {
                if (theirs.Members.TryGetValue(member.Key, out SchemaType? other))
                {
                    Add(member.Value, other, new SchemaPath(path, (ours.Word == "union" ? ".case " : ".") + member.Key));
                }
            }
        }

        /// <summary>Whether two types are alike, their parts aside. An enum is its number: the same bytes and the same range.</summary>
        public static bool AreAlike(SchemaType ours, SchemaType theirs) =>
            ours.Kind == theirs.Kind && (ours.Kind == SchemaKind.Word ? Bare(ours.Word) == Bare(theirs.Word) : ours.Word == theirs.Word);

        private static string Bare(string word) => word.StartsWith("enum:", System.StringComparison.Ordinal) ? word.Substring(5) : word;

        private void Add(SchemaType ours, SchemaType theirs, SchemaPath? path)
        {
            if (_seen.Add((ours, theirs))) _left.Enqueue((ours, theirs, path));
        }
    }
}
