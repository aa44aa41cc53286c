using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Gives a field or property its place in the message: the index in the MessagePack array that the message becomes.
    /// Keys never change their meaning: a member that is no longer needed leaves a hole (nil, one byte), a new one takes the next number.
    /// So programs of different ages understand each other: members that the reader does not know are skipped, those that the sender
    /// does not have keep what the parameterless constructor gave them, or are empty where their type rules null out.
    /// </summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
    public sealed class KeyAttribute : Attribute
    {
        /// <summary>The highest key that a member can have.</summary>
        public const int Max = 255;

        /// <summary>Gives the member its place.</summary>
        /// <param name="index">0 to <see cref="Max"/>, each at most once in a type.</param>
        public KeyAttribute(int index) => Index = index;

        /// <summary>The index in the array, from 0.</summary>
        public int Index { get; }
    }
}
