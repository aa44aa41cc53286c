namespace P2PNet.MessageBenchmark.Measuring;

/// <summary>What a contender stands for in the requirements.</summary>
internal enum Role
{
    Ours,
    Json,
    Binary,
    SpanCopy,
}
