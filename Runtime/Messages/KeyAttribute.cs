using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Gives a field or property its place in the message: the index in the MessagePack array that the message becomes, or its name in a
    /// MessagePack map. All members of a type have numbers, or all have names.
    /// Keys never change their meaning: a member that is no longer needed leaves a hole (nil, one byte), a new one takes the next number.
    /// So programs of different ages understand each other: members that the reader does not know are skipped, those that the sender
    /// does not have keep what the parameterless constructor gave them, or are empty where their type rules null out.
    /// </summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
    public sealed class KeyAttribute : Attribute
    {
        /// <summary>The highest key that a member can have.</summary>
        public const int Max = 255;

        /// <summary>The longest name that a member can have, in bytes of UTF-8.</summary>
        public const int MaxNameLength = 255;

        /// <summary>Gives the member its place in an array: the short form, for all that is sent often.</summary>
        /// <param name="index">0 to <see cref="Max"/>, each at most once in a type.</param>
        public KeyAttribute(int index) => Index = index;

        /// <summary>Gives the member its name in a map: longer, and readable to programs that know names alone.</summary>
        /// <param name="name">1 to <see cref="MaxNameLength"/> bytes, each name at most once in a type.</param>
        public KeyAttribute(string name)
        {
            Index = -1;
            Name = name;
        }

        /// <summary>The index in the array, from 0; -1 where the member has a name.</summary>
        public int Index { get; }

        /// <summary>The name in the map; null where the member has an index.</summary>
        public string? Name { get; }
    }
}
