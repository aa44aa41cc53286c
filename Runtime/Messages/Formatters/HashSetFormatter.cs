using System;
using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>Writes a set as an array, null as nil. An element that comes twice counts once.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    public sealed class HashSetFormatter<T> : IMessageFormatter<HashSet<T>?>
    {
        private readonly IMessageFormatter<T> _element;

        /// <summary>Wraps the formatter of the elements.</summary>
        public HashSetFormatter(IMessageFormatter<T> element) => _element = element ?? throw new ArgumentNullException(nameof(element));

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in HashSet<T>? value)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(value.Count);
            foreach (T item in value) _element.Write(ref writer, in item);
        }

        /// <inheritdoc/>
        public HashSet<T>? Read(ref MessagePackReader reader)
        {
            if (reader.TryReadNil()) return null;
            int count = reader.ReadArrayHeader();
            var items = new HashSet<T>(count, MessagePackKeys.ComparerFor<T>(count));
            for (int i = 0; i < count; i++) items.Add(_element.Read(ref reader));
            return items;
        }
    }
}
