using System.Collections.Generic;
using P2PNet.Messages;

namespace Consumer
{
    /// <summary>A message that travels in a map.</summary>
    [Message]
    public sealed class Named
    {
        [Key("name")] public string Name { get; set; } = "nobody";
        [Key("team")] public string? Team;
        [Key("rank")] public int Rank = 1;
        [Key("längd")] public float Height;
        [Key("inner")] public NamedPart Inner = new NamedPart();
        [Key("parts")] public List<NamedPart> Parts = new List<NamedPart>();
        [Key("at")] public Point At;
    }

    /// <summary>What an older program knows of it.</summary>
    [Message(Name = "Consumer.Named.Before", KeyAsPropertyName = true)]
    public readonly struct NamedBefore
    {
        public NamedBefore(string name, int rank)
        {
            Name = name;
            Rank = rank;
        }

        [Key("name")] public string Name { get; }

        [Key("rank")] public int Rank { get; }
    }

    /// <summary>Members that are known by their names in C#, in an order that the constructor does not have.</summary>
    [Message(KeyAsPropertyName = true)]
    public sealed record NamedPart(int Y = 5, string? X = null)
    {
        public byte Added { get; init; } = 9;

        public int Sum => Y + Added;
    }

    /// <summary>More members than a word has bits, many of them alike.</summary>
    [Message(KeyAsPropertyName = true)]
    public struct Wide
    {
        public int A00, A01, A02, A03, A04, A05, A06, A07, A08, A09, A10, A11, A12, A13, A14, A15, A16;
        public int B00, B01, B02, B03, B04, B05, B06, B07, B08, B09, B10, B11, B12, B13, B14, B15, B16;
        public int C00, C01, C02, C03, C04, C05, C06, C07, C08, C09, C10, C11, C12, C13, C14, C15, C16;
        public int D00, D01, D02, D03, D04, D05, D06, D07, D08, D09, D10, D11, D12, D13, D14, D15, D16;
    }
}
