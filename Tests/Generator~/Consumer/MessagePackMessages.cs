using System.Collections.Generic;
using MessagePack;

[assembly: P2PNet.Messages.Message(typeof(Consumer.Foreign), Id = 21)]

namespace Consumer
{
    /// <summary>A type as MessagePack-CSharp's users write it, made a message from outside.</summary>
    [MessagePackObject]
    public class Foreign
    {
        [Key(0)] public int Age { get; set; }

        [Key(1)] public string First { get; set; } = string.Empty;

        [Key(3)] public ForeignNames? Names { get; set; }

        [Key(4)] public List<IForeignShape> Shapes { get; set; } = new List<IForeignShape>();

        [Key(5)] public ForeignPair Pair;

        [Key(6)] public string Full => First + "!";

        [IgnoreMember] public int Cached { get; set; }
    }

    [MessagePackObject(keyAsPropertyName: true)]
    public class ForeignNames
    {
        public int Age { get; set; }

        [Key("last")] public string? Last { get; set; }

        public int Twice => 2 * Age;

        [IgnoreMember] public int Cached { get; set; }

        internal int Hidden { get; set; }
    }

    /// <summary>The constructor's parameters are in the order of the keys, whatever their names.</summary>
    [MessagePackObject]
    public struct ForeignPair
    {
        [SerializationConstructor]
        public ForeignPair(int first, int second)
        {
            Left = first;
            Right = second;
        }

        [Key(5)] public int Right { get; }

        [Key(2)] public int Left { get; }
    }

    [Union(0, typeof(ForeignCircle))]
    [Union(1, typeof(ForeignSquare))]
    public interface IForeignShape
    {
    }

    [MessagePackObject]
    public class ForeignCircle : IForeignShape
    {
        [Key(0)] public float Radius { get; set; }
    }

    /// <summary>Both attributes beside each other.</summary>
    [MessagePackObject(true)]
    [P2PNet.Messages.Message(Id = 22)]
    public class ForeignSquare : IForeignShape
    {
        public float Side { get; set; }
    }
}
