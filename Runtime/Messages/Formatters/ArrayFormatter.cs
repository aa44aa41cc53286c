using System;

namespace P2PNet.Messages
{
    /// <summary>Writes an array, null as nil.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    public sealed class ArrayFormatter<T> : IMessageFormatter<T[]?>
    {
        private readonly IMessageFormatter<T> _element;

        /// <summary>Wraps the formatter of the elements.</summary>
        public ArrayFormatter(IMessageFormatter<T> element) => _element = element ?? throw new ArgumentNullException(nameof(element));

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in T[]? value)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(value.Length);
            for (int i = 0; i < value.Length; i++) _element.Write(ref writer, in value[i]);
        }

        /// <inheritdoc/>
        public T[]? Read(ref MessagePackReader reader)
        {
            if (reader.TryReadNil()) return null;
            int count = reader.ReadArrayHeader();
            if (count == 0) return Array.Empty<T>();
            var items = new T[count];
            for (int i = 0; i < count; i++) items[i] = _element.Read(ref reader);
            return items;
        }
    }
}
