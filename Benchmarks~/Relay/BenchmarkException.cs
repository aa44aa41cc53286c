using System;

namespace P2PNet.RelayBenchmark;

/// <summary>The benchmark can't go on, for a reason that the person who runs it can do something about.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
