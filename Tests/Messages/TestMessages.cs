using System;
using System.Collections.Generic;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Messages whose formatters the generator writes, for the tests beside.</summary>
    internal static class TestMessages
    {
        public enum Mood : byte
        {
            Calm,
            Angry,
        }

        public enum Wide : long
        {
            Low = long.MinValue,
            High = long.MaxValue,
        }

        [Message(Id = 101, Delivery = Delivery.UnreliableSequenced)]
        public struct Move
        {
            [Key(0)] public uint Tick;
            [Key(1)] public float X;
            [Key(2)] public float Y;
            [Key(3)] public short Angle;
            [Key(4)] public Mood Mood;
        }

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
            [Key(12)] public string Text = string.Empty;
            [Key(13)] public string? MaybeText;
            [Key(14)] public byte[] Bytes = Array.Empty<byte>();
            [Key(15)] public byte[]? MaybeBytes;
            [Key(16)] public ReadOnlyMemory<byte> Memory;
            [Key(17)] public ArraySegment<byte> Segment;
            [Key(18)] public Mood Mood;
            [Key(19)] public Wide Wide;
            [Key(20)] public int? MaybeInt;
            [Key(21)] public Mood? MaybeMood;
            [Key(22)] public int[] Numbers = Array.Empty<int>();
            [Key(23)] public string?[]? MaybeTexts;
            [Key(24)] public byte[][] Blobs = Array.Empty<byte[]>();
            [Key(25)] public List<Point> Points = new List<Point>();
            [Key(26)] public Dictionary<string, List<int>> Lists = new Dictionary<string, List<int>>();
            [Key(27)] public Dictionary<int, Tree?>? MaybeTrees;
            [Key(28)] public Point Point;
            [Key(29)] public Point? MaybePoint;
            [Key(30)] public Tree Tree = new Tree();
            [Key(31)] public Tree? MaybeTree;

            // 32 was here once.
            [Key(33)] public string Property { get; set; } = string.Empty;

            [IgnoreMember] public int NotSent;
        }

        public struct Point
        {
            [Key(0)] public float X;
            [Key(1)] public float Y;
        }

        public sealed class Tree
        {
            [Key(0)] public int Value { get; set; }

            [Key(1)] public List<Tree>? Branches { get; set; }
        }

        [Message]
        public struct TreeMessage
        {
            [Key(0)] public int Value;
            [Key(1)] public List<Tree>? Branches;
        }

        [Message]
        public readonly struct ReadOnly
        {
            public ReadOnly(int number, string text)
            {
                Number = number;
                Text = text;
            }

            [Key(0)] public int Number { get; }

            [Key(1)] public string Text { get; }
        }

        [Message]
        public sealed record Positional([property: Key(0)] int Number, [property: Key(2)] string? Text);

        [Message]
        public sealed class InitOnly
        {
            [Key(0)] public int Number { get; init; }

            [Key(1)] public List<string> Names { get; init; } = new List<string>();

            [Key(2)] public Tree Tree { get; init; } = new Tree();
        }

        public abstract class Animal
        {
            [Key(0)] public string Name { get; set; } = "nobody";
        }

        [Message]
        public sealed class Cat : Animal
        {
            [Key(1)] public int Lives = 9;
        }

        [Message]
        public struct Empty
        {
        }

        /// <summary>What an old program sends.</summary>
        [Message]
        public sealed class ScoreBefore
        {
            [Key(0)] public int Points;
            [Key(1)] public string Player = string.Empty;
        }

        /// <summary>What a new one sends: key 1 is gone, 2 to 5 were added.</summary>
        [Message]
        public sealed class ScoreAfter
        {
            [Key(0)] public int Points;
            [Key(2)] public string Team = "none";
            [Key(3)] public List<int> Rounds = null!;
            [Key(4)] public string Note = null!;
            [Key(5)] public Tree Extra = null!;
        }

        [Message]
        public sealed class Custom
        {
            [Key(0)]
            [MessageFormatter(typeof(SpanFormatter))]
            public TimeSpan Span;

            [Key(1)]
            [MessageFormatter]
            public DateTime Moment;

            [Key(2)] public Colour Colour;

            [Key(3)] public List<Colour> Colours = new List<Colour>();
        }

        [MessageFormatter(typeof(ColourFormatter))]
        public struct Colour
        {
            public byte R;
            public byte G;
            public byte B;
        }

        /// <summary>A type that can't be finite: each needs another one.</summary>
        [Message]
        public sealed class Endless
        {
            [Key(0)] public Endless Next = null!;
        }

#nullable disable
        /// <summary>As all code is where nullable is off: every reference may be null.</summary>
        [Message]
        public sealed class Oblivious
        {
            [Key(0)] public string Text;
            [Key(1)] public string[] Texts;
            [Key(2)] public Dictionary<string, Tree> Trees;
            [Key(3)] public Tree Tree;
        }
#nullable restore

        public sealed class SpanFormatter : IMessageFormatter<TimeSpan>
        {
            public void Write(ref MessagePackWriter writer, in TimeSpan value) => writer.WriteInt64(value.Ticks);

            public TimeSpan Read(ref MessagePackReader reader) => new TimeSpan(reader.ReadInt64());
        }

        public sealed class ColourFormatter : IMessageFormatter<Colour>
        {
            public void Write(ref MessagePackWriter writer, in Colour value) =>
                writer.WriteUInt32((uint)((value.R << 16) | (value.G << 8) | value.B));

            public Colour Read(ref MessagePackReader reader)
            {
                uint rgb = reader.ReadUInt32();
                return new Colour { R = (byte)(rgb >> 16), G = (byte)(rgb >> 8), B = (byte)rgb };
            }
        }

        /// <summary>An Everything whose members are all different from their defaults.</summary>
        public static Everything Fill(SeededRandom random)
        {
            int Number() => unchecked((int)random.Next() >> random.Next(31));
            string Text() => new string((char)('a' + random.Next(2000)), random.Next(40));
            byte[] Bytes()
            {
                var bytes = new byte[random.Next(40)];
                random.Fill(bytes);
                return bytes;
            }

            Tree Tree(int depth)
            {
                var tree = new Tree { Value = Number() };
                if (depth == 0) return tree;
                tree.Branches = new List<Tree>();
                for (int i = random.Next(3); i > 0; i--) tree.Branches.Add(Tree(depth - 1));
                return tree;
            }

            bool Maybe() => random.Next(2) == 0;
            return new Everything
            {
                Flag = Maybe(),
                Letter = (char)random.Next(),
                Int8 = (sbyte)random.Next(),
                UInt8 = (byte)random.Next(),
                Int16 = (short)random.Next(),
                UInt16 = (ushort)random.Next(),
                Int32 = Number(),
                UInt32 = (uint)Number(),
                Int64 = (long)random.Next() >> random.Next(63),
                UInt64 = random.Next() >> random.Next(63),
                Single = (float)random.NextDouble(),
                Double = random.NextDouble(),
                Text = Text(),
                MaybeText = Maybe() ? Text() : null,
                Bytes = Bytes(),
                MaybeBytes = Maybe() ? Bytes() : null,
                Memory = Bytes(),
                Segment = Bytes(),
                Mood = (Mood)random.Next(2),
                Wide = Maybe() ? Wide.Low : Wide.High,
                MaybeInt = Maybe() ? Number() : default(int?),
                MaybeMood = Maybe() ? Mood.Angry : default(Mood?),
                Numbers = new[] { Number(), Number() },
                MaybeTexts = Maybe() ? new[] { Text(), null } : null,
                Blobs = new[] { Bytes(), Bytes() },
                Points = new List<Point> { new Point { X = Number() }, new Point { Y = Number() } },
                Lists = new Dictionary<string, List<int>> { ["a"] = new List<int> { Number() }, [Text() + "b"] = new List<int>() },
                MaybeTrees = Maybe() ? new Dictionary<int, Tree?> { [1] = Tree(1), [2] = null } : null,
                Point = new Point { X = Number(), Y = Number() },
                MaybePoint = Maybe() ? new Point { X = Number() } : default(Point?),
                Tree = Tree(3),
                MaybeTree = Maybe() ? Tree(2) : null,
                Property = Text(),
                NotSent = 7,
            };
        }
    }
}
