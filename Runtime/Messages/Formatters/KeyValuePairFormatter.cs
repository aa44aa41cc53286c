using System;
using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>Writes a pair of key and value as an array of two.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <typeparam name="TValue">The value's type.</typeparam>
    public sealed class KeyValuePairFormatter<TKey, TValue> : IMessageFormatter<KeyValuePair<TKey, TValue>>
    {
        private readonly IMessageFormatter<TKey> _key;
        private readonly IMessageFormatter<TValue> _value;

        /// <summary>Wraps the formatters of both.</summary>
        public KeyValuePairFormatter(IMessageFormatter<TKey> key, IMessageFormatter<TValue> value)
        {
            _key = key ?? throw new ArgumentNullException(nameof(key));
            _value = value ?? throw new ArgumentNullException(nameof(value));
        }

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in KeyValuePair<TKey, TValue> value)
        {
            writer.WriteArrayHeader(2);
            _key.Write(ref writer, value.Key);
            _value.Write(ref writer, value.Value);
        }

        /// <inheritdoc/>
        public KeyValuePair<TKey, TValue> Read(ref MessagePackReader reader)
        {
            reader.ReadFixedArrayHeader(2);
            return new KeyValuePair<TKey, TValue>(_key.Read(ref reader), _value.Read(ref reader));
        }
    }
}
