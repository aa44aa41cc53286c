namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>The reused buffers.</summary>
internal static class Buffer
{
    /// <summary>Bytes; none of the messages is longer in any form.</summary>
    public const int Size = 64 * 1024;
}
