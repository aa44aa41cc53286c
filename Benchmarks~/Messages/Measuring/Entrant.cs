using System;

namespace P2PNet.MessageBenchmark.Measuring;

/// <summary>A contender with its loops, for those who don't know its type.</summary>
internal abstract class Entrant<T>
{
    public abstract Role Role { get; }

    public abstract string Name { get; }

    /// <summary>Bytes that a message takes: the mean over the examples.</summary>
    public abstract double WireLength { get; }

    /// <summary>That what it writes it reads back, and writes the same again.</summary>
    /// <exception cref="BenchmarkException">It does not.</exception>
    public abstract void Verify();

    /// <summary>Writes for at least a time. Gives nanoseconds a message.</summary>
    public abstract double Write(TimeSpan atLeast);

    /// <summary>Reads for at least a time. Gives nanoseconds a message.</summary>
    public abstract double Read(TimeSpan atLeast);

    /// <summary>Bytes allocated by writing and by reading a message.</summary>
    public abstract (double Write, double Read) Allocated();
}
