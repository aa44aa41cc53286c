using P2PNet.Messages;

namespace P2PNet.MessageBenchmark.Messages;

/// <summary>A quaternion.</summary>
public record struct Rotation([property: Key(0)] float X, [property: Key(1)] float Y, [property: Key(2)] float Z, [property: Key(3)] float W);
