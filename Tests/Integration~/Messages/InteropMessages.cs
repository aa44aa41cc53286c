using System;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Messages;

/// <summary>Messages that go to Node and come from there. interop.mjs knows their members by their keys.</summary>
public static class InteropMessages
{
    [Flags]
    public enum Buttons : byte
    {
        None = 0,
        Fire = 1,
        Jump = 2,
    }

    public enum Wide : long
    {
        Low = long.MinValue,
        High = long.MaxValue,
    }

    /// <summary>Members whose bytes are the same in both implementations.</summary>
    [Message(Id = 101)]
    public sealed class ExactMessage
    {
        [Key(0)] public bool Flag;
        [Key(1)] public char Letter;
        [Key(2)] public sbyte Int8;
        [Key(3)] public byte UInt8;
        [Key(4)] public short Int16;
        [Key(5)] public ushort UInt16;
        [Key(6)] public int Int32;
        [Key(7)] public uint UInt32;
        [Key(8)] public long Int64;
        [Key(9)] public ulong UInt64;
        [Key(10)] public string Text = string.Empty;
        [Key(11)] public string? MaybeText;
        [Key(12)] public byte[] Bytes = [];
        [Key(13)] public byte[]? MaybeBytes;
        [Key(14)] public ReadOnlyMemory<byte> Memory;
        [Key(15)] public ArraySegment<byte> Segment;
        [Key(16)] public Buttons Buttons;
        [Key(17)] public Wide Wide;
        [Key(18)] public int? MaybeInt;
        [Key(19)] public int[] Numbers = [];
        [Key(20)] public string?[]? MaybeTexts;
        [Key(21)] public byte[][] Blobs = [];
        [Key(22)] public List<Part> Parts = [];
        [Key(23)] public Dictionary<string, List<int>> Lists = [];
        [Key(24)] public Part Part = new();
        [Key(25)] public Part? MaybePart;
        [Key(26)] public Guid Id;
        [Key(27)] public DateTime At;
        [Key(28)] public DateTime? MaybeAt;
        [Key(29)] public DateTimeOffset There;
        [Key(30)] public TimeSpan Took;
        [Key(31)] public decimal Price;
        [Key(32)] public BitArray Seen = new(0);
        [Key(33)] public BitVector32 Flags;
        [Key(34)] public MessagePackExtension Extension;
        [Key(35)] public MessagePackTimestamp Moment;
        [Key(36)] public HashSet<int> Set = [];
        [Key(37)] public Queue<string> Queue = new();
        [Key(38)] public Stack<long> Stack = new();
        [Key(39)] public IReadOnlyList<uint> List = [];
        [Key(40)] public (int Number, string? Text) Pair;
        [Key(41)] public Tuple<string, int>? Class;
        [Key(42)] public KeyValuePair<string, byte> Entry = new(string.Empty, 0);
        [Key(43)] public int[,] Grid = new int[0, 0];
        [Key(44)] public Position Position;

        [Key(45)]
        [MessageFormatter(typeof(BinaryGuidFormatter))]
        public Guid Short;

        [Key(46)] public IReadOnlyDictionary<string, Guid> Ids = new Dictionary<string, Guid>();
        [Key(47)] public (byte, byte, byte, byte, byte, byte, byte, byte, byte) Nine;
    }

    /// <summary>Members whose values are the same, and whose bytes may not be: JavaScript writes 5.0 as 5, and 0.5 in 64 bits.</summary>
    [Message(Id = 102)]
    public sealed class FloatMessage
    {
        [Key(0)] public float Single;
        [Key(1)] public double Double;
        [Key(2)] public float[] Singles = [];
        [Key(3)] public List<double> Doubles = [];
        [Key(4)] public float? MaybeSingle;
    }

    /// <summary>Keys that are no texts, which JavaScript's objects don't have.</summary>
    [Message(Id = 103)]
    public sealed class NumberKeysMessage
    {
        [Key(0)] public Dictionary<int, string> Names = [];
    }

    public sealed class Part
    {
        [Key(0)] public int Value { get; set; }

        [Key(1)] public List<Part>? Parts { get; set; }
    }

    /// <summary>A type of the game's that travels as extension type 7.</summary>
    [MessageFormatter(typeof(PositionFormatter))]
    public record struct Position(float X, float Y);

    public sealed class PositionFormatter() : ExtensionFormatter<Position>(type: 7, length: 8)
    {
        protected override void Write(Span<byte> content, in Position value)
        {
            BinaryPrimitives.WriteSingleLittleEndian(content, value.X);
            BinaryPrimitives.WriteSingleLittleEndian(content[4..], value.Y);
        }

        protected override Position Read(ReadOnlySpan<byte> content) =>
            new(BinaryPrimitives.ReadSingleLittleEndian(content), BinaryPrimitives.ReadSingleLittleEndian(content[4..]));
    }
}
