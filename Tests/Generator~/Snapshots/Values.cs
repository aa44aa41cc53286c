using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using P2PNet.Messages;

namespace Game
{
    [Flags]
    public enum Buttons : byte
    {
        None = 0,
        Fire = 1,
        Jump = 2,
    }

    [Message]
    public class Values
    {
        [Key(0)] public Guid Id;
        [Key(1)] public DateTime At;
        [Key(2)] public DateTimeOffset? AtThere;
        [Key(3)] public TimeSpan Took { get; set; }
        [Key(4)] public decimal Price;
        [Key(5)] public Buttons Buttons;
        [Key(6)] public BitArray Seen = new BitArray(8);
        [Key(7)] public BitArray? MaybeSeen;
        [Key(8)] public BitVector32 Flags;
        [Key(9)] public MessagePackExtension Extension;
        [Key(10)] public MessagePackTimestamp Exact;
        [Key(11)] public HashSet<string> Names = new HashSet<string>();
        [Key(12)] public Queue<Guid>? Queue;
        [Key(13)] public Stack<byte[]> Stack = new Stack<byte[]>();
        [Key(14)] public IReadOnlyList<int> Numbers = new int[0];
        [Key(15)] public IList<int> List = new List<int>();
        [Key(16)] public ICollection<int>? Collection;
        [Key(17)] public IReadOnlyCollection<string?> Texts = new string[0];
        [Key(18)] public ISet<int> Set = new HashSet<int>();
        [Key(19)] public IDictionary<string, int> Scores = new Dictionary<string, int>();
        [Key(20)] public IReadOnlyDictionary<Guid, TimeSpan>? Times;
        [Key(21)] public (int X, string? Name) Pair;
        [Key(22)] public (int, (string, bool)[])? MaybePair;
        [Key(23)] public Tuple<string, List<Part>> Class = Tuple.Create("", new List<Part>());
        [Key(24)] public Tuple<int>? MaybeClass;
        [Key(25)] public KeyValuePair<string, Part> Entry;
        [Key(26)] public (byte, byte, byte, byte, byte, byte, byte, byte, byte) Nine;
        [Key(27)] public int[,] Tiles = new int[0, 0];
        [Key(28)] public string[,,]? Cube;
        [Key(29)] public Part Part = new Part();
    }

    public class Part
    {
        [Key(0)] public (Part?, int) Inside;
    }
}
