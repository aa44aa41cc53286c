using System;
using P2PNet.Messages;

namespace P2PNet.MessageBenchmark.Messages;

/// <summary>What a player's game sends many times a second: 32 bytes of fields.</summary>
[Message(Id = 1, Delivery = Delivery.UnreliableSequenced)]
public struct Movement : IEquatable<Movement>
{
    [Key(0)] public uint Tick;
    [Key(1)] public float X;
    [Key(2)] public float Y;
    [Key(3)] public float Z;
    [Key(4)] public float VelocityX;
    [Key(5)] public float VelocityY;
    [Key(6)] public float VelocityZ;
    [Key(7)] public float Yaw;

    internal static Movement[] Examples()
    {
        var random = new Random(1);
        var examples = new Movement[ExampleCount.Of<Movement>()];
        for (int i = 0; i < examples.Length; i++)
        {
            examples[i] = new Movement
            {
                // Two minutes into a match of 60 ticks a second.
                Tick = (uint)(7200 + i),
                X = random.NextSingle() * 1000,
                Y = random.NextSingle() * 100,
                Z = random.NextSingle() * 1000,
                VelocityX = random.NextSingle() * 10 - 5,
                VelocityY = random.NextSingle() * 10 - 5,
                VelocityZ = random.NextSingle() * 10 - 5,
                Yaw = random.NextSingle() * MathF.Tau,
            };
        }

        return examples;
    }

    public readonly bool Equals(Movement other) =>
        (Tick, X, Y, Z, VelocityX, VelocityY, VelocityZ, Yaw) ==
        (other.Tick, other.X, other.Y, other.Z, other.VelocityX, other.VelocityY, other.VelocityZ, other.Yaw);

    public override readonly bool Equals(object? obj) => obj is Movement other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Tick, X, Y, Z);
}
