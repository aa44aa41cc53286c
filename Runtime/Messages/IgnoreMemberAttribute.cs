using System;

namespace P2PNet.Messages
{
    /// <summary>Keeps a public field or property of a message from the wire, and says so to the reader and to the source generator.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    public sealed class IgnoreMemberAttribute : Attribute
    {
    }
}
