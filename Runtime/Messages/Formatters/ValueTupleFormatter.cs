using System;

namespace P2PNet.Messages
{
    /// <summary>Writes a tuple of two as an array of two. For longer ones nest tuples, or write a formatter of this kind.</summary>
    /// <typeparam name="T1">The first item's type.</typeparam>
    /// <typeparam name="T2">The second item's type.</typeparam>
    public sealed class ValueTupleFormatter<T1, T2> : IMessageFormatter<(T1, T2)>
    {
        private readonly IMessageFormatter<T1> _item1;
        private readonly IMessageFormatter<T2> _item2;

        /// <summary>Wraps the formatters of both items.</summary>
        public ValueTupleFormatter(IMessageFormatter<T1> item1, IMessageFormatter<T2> item2)
        {
            _item1 = item1 ?? throw new ArgumentNullException(nameof(item1));
            _item2 = item2 ?? throw new ArgumentNullException(nameof(item2));
        }

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in (T1, T2) value)
        {
            writer.WriteArrayHeader(2);
            _item1.Write(ref writer, in value.Item1);
            _item2.Write(ref writer, in value.Item2);
        }

        /// <inheritdoc/>
        public (T1, T2) Read(ref MessagePackReader reader)
        {
            reader.ReadFixedArrayHeader(2);
            return (_item1.Read(ref reader), _item2.Read(ref reader));
        }
    }
}
