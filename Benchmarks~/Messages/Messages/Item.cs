using System;
using P2PNet.Messages;

namespace P2PNet.MessageBenchmark.Messages;

/// <summary>One thing in an <see cref="Inventory"/>.</summary>
public sealed class Item : IEquatable<Item>
{
    [Key(0)] public uint Id { get; set; }
    [Key(1)] public string Name { get; set; } = string.Empty;
    [Key(2)] public string Maker { get; set; } = string.Empty;
    [Key(3)] public int Count { get; set; }
    [Key(4)] public float Durability { get; set; }
    [Key(5)] public long FoundAt { get; set; }
    [Key(6)] public int[] Stats { get; set; } = [];

    public bool Equals(Item? other) =>
        other is not null && (Id, Name, Maker, Count, Durability, FoundAt) == (other.Id, other.Name, other.Maker, other.Count, other.Durability, other.FoundAt) &&
        Stats.AsSpan().SequenceEqual(other.Stats);

    public override bool Equals(object? obj) => Equals(obj as Item);

    public override int GetHashCode() => HashCode.Combine(Id, Name);
}
