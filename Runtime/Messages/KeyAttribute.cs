using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Gives a field or property its place in the message: the index in the MessagePack array that the message becomes.
    /// Keys never change their meaning: a member that is no longer needed leaves a hole (one byte), a new one takes the next number.
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
