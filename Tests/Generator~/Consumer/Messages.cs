using System;
using System.Collections.Generic;
using P2PNet.Messages;

[assembly: MessageFormatter(typeof(Consumer.UriFormatter))]

namespace Consumer
{
    /// <summary>A message whose every kind of member is there, in a library of its own.</summary>
    [Message]
    public sealed class Everything
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
        [Key(10)] public float Single;
        [Key(11)] public double Double;
        [Key(12)] public string Text = "as it was";
        [Key(13)] public string? MaybeText;
        [Key(14)] public byte[] Bytes = Array.Empty<byte>();
        [Key(15)] public byte[]? MaybeBytes;
        [Key(16)] public ReadOnlyMemory<byte> Memory;
        [Key(17)] public ArraySegment<byte> Segment;
        [Key(18)] public DayOfWeek Day;
        [Key(19)] public int? MaybeInt;
        [Key(20)] public DayOfWeek? MaybeDay;
        [Key(21)] public int[] Numbers = Array.Empty<int>();
        [Key(22)] public string?[]? MaybeTexts;
        [Key(23)] public int[][] Jagged = Array.Empty<int[]>();
        [Key(24)] public List<Point> Points = new List<Point>();
        [Key(25)] public Dictionary<string, List<int>> Lists = new Dictionary<string, List<int>>();
        [Key(26)] public Dictionary<int, Item?>? MaybeItems;
        [Key(27)] public Point Point;
        [Key(28)] public Point? MaybePoint;
        [Key(29)] public Item Item = new Item();
        [Key(30)] public Item? MaybeItem;
        [Key(31)] public Uri Link = new Uri("https://example.org/");
        [Key(33)] public string Property { get; set; } = string.Empty;

        [IgnoreMember] public object? Ignored;
    }

    /// <summary>A part of messages that is not one itself.</summary>
    public struct Point
    {
        [Key(0)] public float X;
        [Key(1)] public float Y;
    }

    /// <summary>A class in a message, which can hold itself.</summary>
    public class Item
    {
        [Key(0)] public string Name { get; set; } = string.Empty;
        [Key(1)] public List<Item>? Children { get; set; }
    }

    /// <summary>A message that never changes after it was made.</summary>
    [Message(Id = 12, Delivery = Delivery.Unreliable, Name = "consumer.fixed")]
    public readonly struct Fixed
    {
        public Fixed(int number, string text)
        {
            Number = number;
            Text = text;
        }

        [Key(0)] public int Number { get; }

        [Key(1)] public string Text { get; }
    }

    /// <summary>A message without members.</summary>
    [Message]
    public struct Ready
    {
    }

    public sealed class UriFormatter : IMessageFormatter<Uri>
    {
        public void Write(ref MessagePackWriter writer, in Uri value) => writer.WriteString(value.OriginalString);

        public Uri Read(ref MessagePackReader reader)
        {
            int position = reader.Position;
            return Uri.TryCreate(reader.ReadString(), UriKind.Absolute, out Uri? uri)
                ? uri
                : throw new MessagePackException(position, "an absolute URI", "another string");
        }
    }
}
