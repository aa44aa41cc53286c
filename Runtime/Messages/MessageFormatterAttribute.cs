using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Names the formatter of a member, of a type, or (on an assembly) of every type that the formatter is for, in messages of this
    /// assembly and of those that refer to it:
    /// <c>[assembly: MessageFormatter(typeof(Vector3Formatter))]</c>. The nearest wins: member, type, assembly.
    /// The formatter needs a public or internal parameterless constructor; one instance of it is made and used by all threads.
    /// </summary>
    [AttributeUsage(
        AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Assembly,
        AllowMultiple = true,
        Inherited = false)]
    public sealed class MessageFormatterAttribute : Attribute
    {
        /// <summary>On a member: its formatter is looked up in <see cref="FormatterRegistry"/> when it is first needed.</summary>
        public MessageFormatterAttribute()
        {
        }

        /// <summary>Names the formatter.</summary>
        /// <param name="formatter">A type that implements <see cref="IMessageFormatter{T}"/> for the member's type.</param>
        public MessageFormatterAttribute(Type formatter) => Formatter = formatter;

        /// <summary>The formatter's type; null where <see cref="FormatterRegistry"/> knows it.</summary>
        public Type? Formatter { get; }
    }
}
