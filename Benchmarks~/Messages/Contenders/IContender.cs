using System;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>
/// One way to write and read a type. Implemented by structs, so that the loops that measure call it directly; its two methods are not
/// inlined, so that each operation of each contender is one call whose arguments and results exist, as in a game's code.
/// </summary>
/// <typeparam name="T">What is written and read.</typeparam>
/// <typeparam name="TSource">What it reads a message from.</typeparam>
internal interface IContender<T, TSource>
{
    string Name { get; }

    /// <summary>Writes a message into the contender's reused buffer, from its start.</summary>
    /// <returns>Bytes written.</returns>
    int Write(in T value);

    /// <summary>The buffer from its start: what <see cref="Write"/> wrote last, and anything behind it.</summary>
    ReadOnlySpan<byte> Written { get; }

    /// <summary>Makes ready to read a message, once for all the times that it is read.</summary>
    TSource Open(byte[] message);

    /// <summary>Reads a message.</summary>
    T Read(TSource source);
}
