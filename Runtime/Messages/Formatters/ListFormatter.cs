using System;
using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>Writes a list, null as nil.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    public sealed class ListFormatter<T> : IMessageFormatter<List<T>?>
    {
        private readonly IMessageFormatter<T> _element;

        /// <summary>Wraps the formatter of the elements.</summary>
        public ListFormatter(IMessageFormatter<T> element) => _element = element ?? throw new ArgumentNullException(nameof(element));

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in List<T>? value)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(value.Count);
            for (int i = 0; i < value.Count; i++) _element.Write(ref writer, value[i]);
        }

        /// <inheritdoc/>
        public List<T>? Read(ref MessagePackReader reader)
        {
            if (reader.TryReadNil()) return null;
            int count = reader.ReadArrayHeader();
            var items = new List<T>(count);
            for (int i = 0; i < count; i++) items.Add(_element.Read(ref reader));
            return items;
        }
    }
}
