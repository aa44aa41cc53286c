namespace P2PNet
{
    /// <summary>A type of message as it was when a recording was made. Immutable.</summary>
    public sealed class RecordedMessageType
    {
        internal RecordedMessageType(ushort id, string name, ulong schemaHash, string schema)
        {
            Id = id;
            Name = name;
            SchemaHash = schemaHash;
            Schema = schema;
        }

        /// <summary>Its id on the wire.</summary>
        public ushort Id { get; }

        /// <summary>Its name.</summary>
        public string Name { get; }

        /// <summary>See <see cref="Messages.MessageDescriptor.SchemaHash"/>.</summary>
        public ulong SchemaHash { get; }

        /// <summary>See <see cref="Messages.MessageDescriptor.Schema"/>; may be empty.</summary>
        public string Schema { get; }

        /// <inheritdoc/>
        public override string ToString() => Name + " (" + Id + ")";
    }
}
