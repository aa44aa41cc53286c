using System;

namespace P2PNet.RelayBenchmark;

/// <summary>The benchmark can't go on, for a reason that the person who runs it can do something about.</summary>
internal sealed class BenchmarkException(string message, int errorCode = 0) : Exception(message)
{
    /// <summary>The server's ERROR-CODE; 0 where it is not the server that refused.</summary>
    public int ErrorCode { get; } = errorCode;
}
