using System;
using System.Collections.Generic;
using System.Linq;
using P2PNet.Messages;

namespace P2PNet.MessageBenchmark.Messages;

/// <summary>What a player carries: about 4 KiB of text and numbers in 64 objects.</summary>
[Message(Id = 3)]
public sealed class Inventory : IEquatable<Inventory>
{
    private static readonly string[] Adjectives = ["Rusty", "Elven", "Cursed", "Shiny", "Étoilé", "Heavy", "Ancient", "Singing"];
    private static readonly string[] Nouns = ["Longsword", "Health Potion", "Tower Shield", "Ring of Frost", "Lantern", "Crossbow Bolts", "Map", "Épée"];
    private static readonly string[] Makers = ["Ardal of the Vale", "Guild Forge", "Unknown", "Márta & Sons", "Night Market"];

    [Key(0)] public ulong Owner { get; set; }
    [Key(1)] public string Title { get; set; } = string.Empty;
    [Key(2)] public int Gold { get; set; }
    [Key(3)] public List<Item> Items { get; set; } = [];

    internal static Inventory[] Examples()
    {
        var random = new Random(3);
        var examples = new Inventory[ExampleCount.Of<Inventory>()];
        for (int i = 0; i < examples.Length; i++)
        {
            examples[i] = new Inventory
            {
                Owner = (ulong)random.NextInt64(),
                Title = "Saddlebag of " + Of(random, Makers),
                Gold = random.Next(100_000),
                Items = [.. Enumerable.Range(0, 64).Select(_ => ItemOf(random))],
            };
        }

        return examples;
    }

    public bool Equals(Inventory? other) =>
        other is not null && (Owner, Title, Gold) == (other.Owner, other.Title, other.Gold) && Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as Inventory);

    public override int GetHashCode() => HashCode.Combine(Owner, Title);

    private static Item ItemOf(Random random) => new()
    {
        Id = (uint)random.Next(100_000),
        Name = $"{Of(random, Adjectives)} {Of(random, Nouns)}",
        Maker = Of(random, Makers),
        Count = random.Next(1, 100),
        Durability = random.NextSingle() * 100,
        FoundAt = 1_700_000_000_000 + random.Next(),
        Stats = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(-100, 1000))],
    };

    private static string Of(Random random, string[] words) => words[random.Next(words.Length)];
}
