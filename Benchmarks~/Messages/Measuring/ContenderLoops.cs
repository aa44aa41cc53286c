using System;
using System.Diagnostics;
using System.Linq;
using P2PNet.MessageBenchmark.Contenders;

namespace P2PNet.MessageBenchmark.Measuring;

/// <summary>
/// The loops that measure one contender. Lengths are summed and values kept while the clock runs, and judged when it has stopped: who did
/// less than the work is found out.
/// </summary>
internal sealed class ContenderLoops<T, TSource, TContender> : Entrant<T>
    where T : IEquatable<T>
    where TContender : struct, IContender<T, TSource>
{
    private readonly TContender _contender;
    private readonly T[] _examples;
    private readonly byte[][] _messages;
    private readonly TSource[] _sources;
    private readonly T[] _read;
    private readonly long _batchLength;

    public ContenderLoops(Role role, TContender contender, T[] examples)
    {
        Role = role;
        _contender = contender;
        _examples = examples;
        _read = new T[examples.Length];
        _messages = Array.ConvertAll(examples, example =>
        {
            int length = _contender.Write(in example);
            return _contender.Written[..length].ToArray();
        });
        _sources = Array.ConvertAll(_messages, _contender.Open);
        _batchLength = _messages.Sum(message => message.Length);
    }

    public override Role Role { get; }

    public override string Name => _contender.Name;

    public override double WireLength => (double)_batchLength / _examples.Length;

    public override void Verify()
    {
        for (int i = 0; i < _examples.Length; i++)
        {
            T read = _contender.Read(_sources[i]);
            if (!read.Equals(_examples[i])) throw new BenchmarkException($"{Name} does not read what it wrote.");
            int length = _contender.Write(in read);
            if (length != _messages[i].Length || !_contender.Written.StartsWith(_messages[i])) throw new BenchmarkException($"{Name} does not write what it read.");
        }
    }

    public override double Write(TimeSpan atLeast)
    {
        T[] examples = _examples;
        long batches = 0, written = 0;
        long start = Stopwatch.GetTimestamp(), end;
        do
        {
            for (int i = 0; i < examples.Length; i++) written += _contender.Write(in examples[i]);
            batches++;
            end = Stopwatch.GetTimestamp();
        }
        while (Stopwatch.GetElapsedTime(start, end) < atLeast);

        if (written != batches * _batchLength || !_contender.Written.StartsWith(_messages[^1])) throw new BenchmarkException($"{Name} did not write all it should have.");
        return Nanoseconds(start, end, batches);
    }

    public override double Read(TimeSpan atLeast)
    {
        T[] read = _read;
        TSource[] sources = _sources;
        Array.Clear(read);
        long batches = 0;
        long start = Stopwatch.GetTimestamp(), end;
        do
        {
            for (int i = 0; i < sources.Length; i++) read[i] = _contender.Read(sources[i]);
            batches++;
            end = Stopwatch.GetTimestamp();
        }
        while (Stopwatch.GetElapsedTime(start, end) < atLeast);

        if (!read.AsSpan().SequenceEqual(_examples)) throw new BenchmarkException($"{Name} did not read what it should have.");
        return Nanoseconds(start, end, batches);
    }

    public override (double Write, double Read) Allocated()
    {
        long start = GC.GetAllocatedBytesForCurrentThread();
        foreach (ref readonly T example in _examples.AsSpan()) _contender.Write(in example);
        long between = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < _sources.Length; i++) _read[i] = _contender.Read(_sources[i]);
        long end = GC.GetAllocatedBytesForCurrentThread();
        return ((double)(between - start) / _examples.Length, (double)(end - between) / _examples.Length);
    }

    private double Nanoseconds(long start, long end, long batches) => Stopwatch.GetElapsedTime(start, end).TotalNanoseconds / (batches * _examples.Length);
}
