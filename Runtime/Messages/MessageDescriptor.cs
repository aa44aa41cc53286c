using System;

namespace P2PNet.Messages
{
    /// <summary>What is known of one type of message. Immutable.</summary>
    public abstract class MessageDescriptor
    {
        private protected MessageDescriptor(Type type, ushort id, string name, Delivery delivery, ulong schemaHash, string schema)
        {
            Type = type;
            Id = id;
            Name = name ?? throw new ArgumentNullException(nameof(name));
            Delivery = delivery;
            SchemaHash = schemaHash;
            Schema = schema ?? throw new ArgumentNullException(nameof(schema));
        }

        /// <summary>The message's type.</summary>
        public Type Type { get; }

        /// <summary>What the message is known by on the wire: 0 to 127 given by its attribute, above that <see cref="MessageId.FromName"/>.</summary>
        public ushort Id { get; }

        /// <summary>The message's name, like <c>Game.Combat.Hit</c>.</summary>
        public string Name { get; }

        /// <summary>How it travels where the call that sends it does not say.</summary>
        public Delivery Delivery { get; }

        /// <summary>
        /// A 64-bit hash of the name, the keys and the types of all members, those of nested types included. Two peers with the same
        /// number read the message alike.
        /// </summary>
        public ulong SchemaHash { get; }

        /// <summary>
        /// The text that <see cref="SchemaHash"/> is the hash of where the source generator wrote the formatter, like
        /// <c>Game.Hit(0:u32,1:[str])</c>; Documentation~/messages.md says how to read it. Empty where nobody wrote one.
        /// </summary>
        public string Schema { get; }

        /// <inheritdoc/>
        public override string ToString() => $"{Name} ({Id})";
    }
}
