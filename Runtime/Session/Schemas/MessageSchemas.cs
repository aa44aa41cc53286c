using System;
using System.Collections.Generic;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>The messages that this client knows at one moment, by name, and one number for all of them. Immutable.</summary>
    internal sealed class MessageSchemas
    {
        private readonly Dictionary<ushort, MessageDescriptor> _byId = new Dictionary<ushort, MessageDescriptor>();
        private readonly Dictionary<string, MessageDescriptor> _byName = new Dictionary<string, MessageDescriptor>(StringComparer.Ordinal);

        public MessageSchemas(MessageRegistry registry)
        {
            Messages = registry.ToArray();
            Array.Sort(Messages, (a, b) => a.Id.CompareTo(b.Id));
            Digest = ComputeDigest(Messages);
            Array.Sort(Messages, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            foreach (MessageDescriptor message in Messages)
            {
                _byId[message.Id] = message;
                _byName[message.Name] = message;
            }
        }

        /// <summary>In the order of their names.</summary>
        public MessageDescriptor[] Messages { get; }

        /// <summary>
        /// FNV-1a (64-bit, offset basis 0xcbf29ce484222325, prime 0x100000001b3) over id (2 bytes) and schema hash (8 bytes) of each, low byte first, in the
        /// order of their ids.
        /// </summary>
        public ulong Digest { get; }

        public bool TryGet(ushort id, out MessageDescriptor? message) => _byId.TryGetValue(id, out message);

        public bool TryGet(string name, out MessageDescriptor? message) => _byName.TryGetValue(name, out message);

        private static ulong ComputeDigest(MessageDescriptor[] messages)
        {
            ulong hash = 0xcbf29ce484222325;
            foreach (MessageDescriptor message in messages)
            {
                hash = Add(hash, message.Id, 2);
                hash = Add(hash, message.SchemaHash, 8);
            }

            return hash;
        }

        private static ulong Add(ulong hash, ulong value, int bytes)
        {
            for (int i = 0; i < bytes; i++) hash = (hash ^ (byte)(value >> (8 * i))) * 0x100000001b3;
            return hash;
        }
    }
}
