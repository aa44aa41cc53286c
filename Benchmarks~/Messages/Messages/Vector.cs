using P2PNet.Messages;

namespace P2PNet.MessageBenchmark.Messages;

/// <summary>A place or a direction.</summary>
public record struct Vector([property: Key(0)] float X, [property: Key(1)] float Y, [property: Key(2)] float Z);
