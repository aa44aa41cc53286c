using System;

namespace P2PNet.MessageBenchmark;

/// <summary>A contender that does not do the work: what it measured would be worth nothing.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
