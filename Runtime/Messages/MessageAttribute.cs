using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Makes a struct, class or record a message: the source generator writes its formatter from the members that carry
    /// <see cref="KeyAttribute"/>, and registers it in <see cref="MessageRegistry.Default"/>. Both peers declare the same message;
    /// it is known on the wire by <see cref="Id"/>, or by a hash of <see cref="Name"/> where no id is given.
    /// On an interface or abstract class with <see cref="UnionAttribute"/> the message is any of the types that it lists. On an assembly,
    /// <c>[assembly: Message(typeof(Box&lt;int&gt;))]</c> makes a message of a type that can't carry the attribute itself: a closed
    /// generic type, or one of another assembly.
    /// </summary>
    [AttributeUsage(
        AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly,
        AllowMultiple = true,
        Inherited = false)]
    public sealed class MessageAttribute : Attribute
    {
        /// <summary>On a type: makes it a message.</summary>
        public MessageAttribute()
        {
        }

        /// <summary>On an assembly: makes a message of a type.</summary>
        /// <param name="type">A closed type whose members carry keys.</param>
        public MessageAttribute(Type type) => Type = type;

        /// <summary>The type that is made a message; null where it is the one that carries the attribute.</summary>
        public Type? Type { get; }

        /// <summary>
        /// The message's id, 0 to 127: one byte on the wire, worth giving to messages that are sent every frame.
        /// -1 (default): a 16-bit hash of <see cref="Name"/>, see <see cref="MessageId.FromName"/>; two or three bytes on the wire.
        /// </summary>
        public int Id { get; set; } = -1;

        /// <summary>How the message travels where the call that sends it does not say. Default <see cref="Delivery.ReliableOrdered"/>.</summary>
        public Delivery Delivery { get; set; }

        /// <summary>
        /// The message's name for peers and hashes. Null (default): the type's full name, like <c>Game.Combat.Hit</c>, nested types
        /// joined by a dot. Give it when a type is renamed, and peers with the old name must still understand it.
        /// </summary>
        public string? Name { get; set; }

        /// <summary>
        /// Whether a class's instances are used again, see <see cref="MessagePool{T}"/>. Default true; false where handlers that take the message by <c>in</c> may
        /// keep it. Structs are never pooled.
        /// </summary>
        public bool Pooled { get; set; } = true;

        /// <summary>
        /// Sends a map in which each public field and property is known by its name in C#, without a key for each; a key
        /// gives one another name, <see cref="IgnoreMemberAttribute"/> leaves it out. Default false: members carry keys.
        /// </summary>
        public bool KeyAsPropertyName { get; set; }
    }
}
