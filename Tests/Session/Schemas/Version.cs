using System;
using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>The messages of one version of a game, as a client of the <see cref="VirtualWorld"/> knows them.</summary>
    internal sealed class Version
    {
        private readonly MessageRegistry _registry = new MessageRegistry();

        /// <summary>What a client of this version is made with.</summary>
        public P2PClientOptions Options(string name, SchemaMismatch mismatch = SchemaMismatch.Disconnect, Action<string>? log = null) =>
            new P2PClientOptions { ServerUrl = "http://lobby.test:5080", PlayerName = name, Messages = _registry, SchemaMismatch = mismatch, Log = log };

        /// <summary>Adds a message whose hash follows from its schema, as the generator's does. One type stands for one message of one version.</summary>
        public Version With<T>(ushort id, string schema, IMessageFormatter<T>? formatter = null)
        {
            ulong hash = 0xcbf29ce484222325;
            foreach (char c in schema) hash = (hash ^ c) * 0x100000001b3;
            return With(id, schema.Substring(0, schema.IndexOf('(', StringComparison.Ordinal)), hash, schema, formatter);
        }

        public Version With<T>(ushort id, string name, ulong hash, string schema, IMessageFormatter<T>? formatter = null)
        {
            _registry.Add(new MessageDescriptor<T>(id, name, Delivery.ReliableOrdered, hash, formatter ?? new Silent<T>(), schema));
            return this;
        }

        /// <summary>For messages that nobody sends.</summary>
        private sealed class Silent<T> : IMessageFormatter<T>
        {
            public void Write(ref MessagePackWriter writer, in T value) => throw new NotSupportedException();

            public T Read(ref MessagePackReader reader) => throw new NotSupportedException();
        }
    }
}
