using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Says which constructor makes the instance when a message is read. Each of its parameters has the name (upper or lower case, with or
    /// without an underscore before it) and the type of a member with a key. Without it the generator takes the parameterless constructor
    /// where all members can be set, and else the one that covers most members.
    /// </summary>
    [AttributeUsage(AttributeTargets.Constructor)]
    public sealed class SerializationConstructorAttribute : Attribute
    {
    }
}
