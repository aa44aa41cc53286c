using P2PNet.Messages;

namespace P2PNet.MessageBenchmark.Messages;

/// <summary>How far an animation is.</summary>
public record struct Animation([property: Key(0)] uint Clip, [property: Key(1)] float Time, [property: Key(2)] float Speed);
