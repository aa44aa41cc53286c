using System;
using System.Runtime.InteropServices;
using P2PNet.Messages;

namespace P2PNet.MessageBenchmark.Messages;

/// <summary>One of the things that a snapshot of the world tells about: 200 bytes of fields, some of them in structs of their own.</summary>
[Message(Id = 2, Delivery = Delivery.Unreliable)]
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public record struct SnapshotEntry
{
    [Key(0)] public uint Entity { get; set; }
    [Key(1)] public ushort Kind { get; set; }
    [Key(2)] public byte Team { get; set; }
    [Key(3)] public bool IsGrounded { get; set; }
    [Key(4)] public ulong Owner { get; set; }
    [Key(5)] public Vector Position { get; set; }
    [Key(6)] public Vector Velocity { get; set; }
    [Key(7)] public Vector Spin { get; set; }
    [Key(8)] public Vector Aim { get; set; }
    [Key(9)] public Rotation Rotation { get; set; }
    [Key(10)] public int Health { get; set; }
    [Key(11)] public int Armour { get; set; }
    [Key(12)] public int Energy { get; set; }
    [Key(13)] public int Ammunition { get; set; }
    [Key(14)] public double Time { get; set; }
    [Key(15)] public long LastInput { get; set; }
    [Key(16)] public Animation Legs { get; set; }
    [Key(17)] public Animation Arms { get; set; }
    [Key(18)] public Animation Face { get; set; }
    [Key(19)] public float Cooldown0 { get; set; }
    [Key(20)] public float Cooldown1 { get; set; }
    [Key(21)] public float Cooldown2 { get; set; }
    [Key(22)] public float Cooldown3 { get; set; }
    [Key(23)] public float Cooldown4 { get; set; }
    [Key(24)] public float Cooldown5 { get; set; }
    [Key(25)] public float Cooldown6 { get; set; }
    [Key(26)] public float Cooldown7 { get; set; }
    [Key(27)] public ulong Effects { get; set; }
    [Key(28)] public uint Score { get; set; }
    [Key(29)] public ushort Ping { get; set; }
    [Key(30)] public short Level { get; set; }
    [Key(31)] public float Stamina { get; set; }

    internal static SnapshotEntry[] Examples()
    {
        var random = new Random(2);
        var examples = new SnapshotEntry[ExampleCount.Of<SnapshotEntry>()];
        for (int i = 0; i < examples.Length; i++) examples[i] = Example(random);
        return examples;
    }

    private static SnapshotEntry Example(Random random) => new()
    {
        Entity = (uint)random.Next(5000),
        Kind = (ushort)random.Next(300),
        Team = (byte)random.Next(4),
        IsGrounded = random.Next(4) > 0,
        Owner = (ulong)random.NextInt64(),
        Position = VectorOf(random, 1000),
        Velocity = VectorOf(random, 10),
        Spin = VectorOf(random, 1),
        Aim = VectorOf(random, 1),
        Rotation = new Rotation(Number(random, 1), Number(random, 1), Number(random, 1), Number(random, 1)),
        Health = random.Next(-20, 1000),
        Armour = random.Next(200),
        Energy = random.Next(100),
        Ammunition = random.Next(300),
        Time = 120 + random.NextDouble(),
        LastInput = random.Next(100_000),
        Legs = AnimationOf(random),
        Arms = AnimationOf(random),
        Face = AnimationOf(random),
        Cooldown0 = Number(random, 5),
        Cooldown1 = Number(random, 5),
        Cooldown2 = Number(random, 5),
        Cooldown3 = Number(random, 5),
        Cooldown4 = Number(random, 5),
        Cooldown5 = Number(random, 5),
        Cooldown6 = Number(random, 5),
        Cooldown7 = Number(random, 5),
        Effects = 1UL << random.Next(64),
        Score = (uint)random.Next(50_000),
        Ping = (ushort)random.Next(200),
        Level = (short)random.Next(100),
        Stamina = Number(random, 100),
    };

    private static Vector VectorOf(Random random, float range) => new(Number(random, range), Number(random, range), Number(random, range));

    private static Animation AnimationOf(Random random) => new((uint)random.Next(500), Number(random, 3), Number(random, 2));

    private static float Number(Random random, float range) => (random.NextSingle() * 2 - 1) * range;
}
