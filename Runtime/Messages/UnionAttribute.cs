using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Lists a type that a value of this interface or abstract class may be. Such a value travels as an array of two: the key, then the
    /// value as its type writes it. A key never changes its type. The listed types are exact: one that derives from a listed type needs a
    /// key of its own.
    /// </summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
    public sealed class UnionAttribute : Attribute
    {
        /// <summary>The highest key that a type can have.</summary>
        public const int MaxKey = 65_535;

        /// <summary>Lists a type.</summary>
        /// <param name="key">0 to <see cref="MaxKey"/>, each at most once; one byte up to 127.</param>
        /// <param name="subType">A class or struct that derives from this type, or implements it, and has keys.</param>
        public UnionAttribute(int key, Type subType)
        {
            Key = key;
            SubType = subType;
        }

        /// <summary>What stands for the type on the wire.</summary>
        public int Key { get; }

        /// <summary>The type.</summary>
        public Type SubType { get; }
    }
}
