using System;
using System.ComponentModel;

namespace P2PNet.Messages
{
    /// <summary>
    /// For generated code: the formatter of a plain type, a struct whose values take a bounded number of bytes. It writes into a span and
    /// reads from one with the position in a local variable, which costs a fraction of going through <see cref="MessagePackWriter"/>
    /// and <see cref="MessagePackReader"/>. Bytes and values are the same either way.
    /// </summary>
    /// <typeparam name="T">The type it is for.</typeparam>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public interface IPlainFormatter<T> : IMessageFormatter<T>
    {
        /// <summary>The most bytes that a value takes.</summary>
        int MaxLength { get; }

        /// <summary>Writes a value.</summary>
        /// <param name="to">Where it goes.</param>
        /// <param name="at">Where in it; <see cref="MaxLength"/> bytes from there on are there.</param>
        /// <param name="value">What is written.</param>
        /// <returns>The position behind it.</returns>
        int Write(Span<byte> to, int at, in T value);

        /// <summary>
        /// Reads a value in the form that <see cref="Write"/> gives it. What has another form may still be a value:
        /// <see cref="IMessageFormatter{T}.Read"/> knows.
        /// </summary>
        /// <param name="from">Any bytes.</param>
        /// <param name="at">Where in them.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it; -1 where there is none in this form.</returns>
        int TryRead(ReadOnlySpan<byte> from, int at, out T value);
    }
}
