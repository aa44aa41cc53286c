namespace P2PNet.MessageBenchmark.Messages;

/// <summary>
/// How many different values of a type are written and read in turn: enough that no processor learns the bytes of one by heart, and
/// few enough that they stay in its nearest cache, as a message does that was just made or just decrypted.
/// </summary>
internal static class ExampleCount
{
    public static int Of<T>() => typeof(T).IsValueType ? 64 : 8;
}
