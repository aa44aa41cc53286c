using System;

namespace P2PNet.Messages
{
    /// <summary>Writes a value that may be missing; nil where it is.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    public sealed class NullableFormatter<T> : IMessageFormatter<T?>
        where T : struct
    {
        private readonly IMessageFormatter<T> _inner;

        /// <summary>Wraps the formatter of the value.</summary>
        public NullableFormatter(IMessageFormatter<T> inner) => _inner = inner ?? throw new ArgumentNullException(nameof(inner));

        /// <inheritdoc/>
        public void Write(ref MessagePackWriter writer, in T? value)
        {
            if (value.HasValue) _inner.Write(ref writer, value.GetValueOrDefault());
            else writer.WriteNil();
        }

        /// <inheritdoc/>
        public T? Read(ref MessagePackReader reader) => reader.TryReadNil() ? default(T?) : _inner.Read(ref reader);
    }
}
