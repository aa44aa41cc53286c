using System;
using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>Writes a dictionary as a map, null as nil. A map that holds a key twice, or a key that is null, is refused.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    public sealed class DictionaryFormatter<TKey, TValue> : IMessageFormatter<Dictionary<TKey, TValue>?>
        where TKey : notnull
    {
        private readonly IMessageFormatter<TKey> _key;
        private readonly IMessageFormatter<TValue> _value;

        /// <summary>Wraps the formatters of keys and values.</summary>
        public DictionaryFormatter(IMessageFormatter<TKey> key, IMessageFormatter<TValue> value)
        {
            _key = key ?? throw new ArgumentNullException(nameof(key));
            _value = value ?? throw new ArgumentNullException(nameof(value));
        }

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in Dictionary<TKey, TValue>? value)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteMapHeader(value.Count);
            foreach (KeyValuePair<TKey, TValue> item in value)
            {
                _key.Write(ref writer, item.Key);
                _value.Write(ref writer, item.Value);
            }
        }

        /// <inheritdoc/>
        public Dictionary<TKey, TValue>? Read(ref MessagePackReader reader)
        {
            if (reader.TryReadNil()) return null;
            int count = reader.ReadMapHeader();
            var items = new Dictionary<TKey, TValue>(count, MessagePackKeys.ComparerFor<TKey>(count));
            for (int i = 0; i < count; i++)
            {
                int position = reader.Position;
                if (reader.NextType == MessagePackType.Nil) throw new MessagePackException(position, "a key", "nil");
                TKey key = _key.Read(ref reader);
                if (!items.TryAdd(key, _value.Read(ref reader))) throw MessagePackException.ForDuplicateKey(position);
            }

            return items;
        }
    }
}
