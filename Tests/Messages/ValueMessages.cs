using System;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Messages with members of .NET's own types, of tuples and of collections, for the tests beside.</summary>
    internal static class ValueMessages
    {
        [Flags]
        public enum Buttons : ushort
        {
            None = 0,
            Fire = 1,
            Jump = 2,
            Menu = 0x8000,
        }

        [Message]
        public sealed class Values
        {
            [Key(0)] public Guid Id;
            [Key(1)] public DateTime At;
            [Key(2)] public DateTimeOffset There;
            [Key(3)] public TimeSpan Took;
            [Key(4)] public decimal Price;
            [Key(5)] public Buttons Buttons;
            [Key(6)] public BitArray Seen = new BitArray(0);
            [Key(7)] public BitArray? MaybeSeen;
            [Key(8)] public BitVector32 Flags;
            [Key(9)] public MessagePackExtension Extension;
            [Key(10)] public MessagePackTimestamp Exact;
            [Key(11)] public Guid? MaybeId;
            [Key(12)] public DateTime? MaybeAt;

            [Key(13)]
            [MessageFormatter(typeof(BinaryGuidFormatter))]
            public Guid Short;

            [Key(14)] public Position Position;
            [Key(15)] public List<Position> Path = new List<Position>();
        }

        [Message]
        public sealed class Groups
        {
            [Key(0)] public HashSet<int> Set = new HashSet<int>();
            [Key(1)] public HashSet<string>? MaybeSet;
            [Key(2)] public ISet<Guid> Ids = new HashSet<Guid>();
            [Key(3)] public Queue<string> Queue = new Queue<string>();
            [Key(4)] public Stack<int> Stack = new Stack<int>();
            [Key(5)] public IReadOnlyList<float> Numbers = Array.Empty<float>();
            [Key(6)] public IList<string?> Texts = new List<string?>();
            [Key(7)] public ICollection<TimeSpan> Times = new List<TimeSpan>();
            [Key(8)] public IReadOnlyCollection<byte[]>? Blobs;
            [Key(9)] public IDictionary<int, string> Names = new Dictionary<int, string>();
            [Key(10)] public IReadOnlyDictionary<Guid, HashSet<int>>? Sets;
            [Key(11)] public (int X, string? Name) Pair;
            [Key(12)] public (byte, (bool, string)[])? MaybePair;
            [Key(13)] public Tuple<string, List<int>> Class = Tuple.Create(string.Empty, new List<int>());
            [Key(14)] public Tuple<int>? MaybeClass;
            [Key(15)] public KeyValuePair<string, Position> Entry = new KeyValuePair<string, Position>(string.Empty, default);
            [Key(16)] public (byte, byte, byte, byte, byte, byte, byte, byte, byte) Nine;
            [Key(17)] public int[,] Tiles = new int[0, 0];
            [Key(18)] public string[,,]? Cube;
            [Key(19)] public bool[,,,]? Hypercube;
            [Key(20)] public Dictionary<(int, int), Buttons> Board = new Dictionary<(int, int), Buttons>();
        }

        /// <summary>Nothing in it is a reference.</summary>
        [Message]
        public struct Stamp
        {
            [Key(0)] public Guid Id;
            [Key(1)] public DateTime At;
            [Key(2)] public DateTimeOffset There;
            [Key(3)] public TimeSpan Took;
            [Key(4)] public decimal Price;
            [Key(5)] public (int X, int Y) Place;
            [Key(6)] public BitVector32 Flags;
            [Key(7)] public MessagePackTimestamp Exact;
            [Key(8)] public Position Position;
        }

        /// <summary>A type of the game's that travels as an extension value.</summary>
        [MessageFormatter(typeof(PositionFormatter))]
        public struct Position
        {
            public float X;
            public float Y;
        }

        /// <summary>Extension type 7: two numbers of 32 bits, low byte first.</summary>
        public sealed class PositionFormatter : ExtensionFormatter<Position>
        {
            public PositionFormatter()
                : base(type: 7, length: 8)
            {
            }

            protected override void Write(Span<byte> content, in Position value)
            {
                BinaryPrimitives.WriteInt32LittleEndian(content, BitConverter.SingleToInt32Bits(value.X));
                BinaryPrimitives.WriteInt32LittleEndian(content.Slice(4), BitConverter.SingleToInt32Bits(value.Y));
            }

            protected override Position Read(ReadOnlySpan<byte> content) => new Position
            {
                X = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32LittleEndian(content)),
                Y = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32LittleEndian(content.Slice(4))),
            };
        }

        /// <summary>A Values with something in every member, most of the time.</summary>
        public static Values FillValues(SeededRandom random)
        {
            bool Maybe() => random.Next(2) == 0;
            long Number() => (long)random.Next() >> random.Next(63);
            var at = new DateTime((long)(random.NextDouble() * DateTime.MaxValue.Ticks), DateTimeKind.Utc);
            return new Values
            {
                Id = NewId(random),
                At = at,
                There = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(Number() % TimeSpan.TicksPerDay)
                    .ToOffset(TimeSpan.FromMinutes(random.Next(1681) - 840)),
                Took = new TimeSpan(Number()),
                Price = new decimal((int)random.Next(), (int)random.Next(), (int)random.Next() >> random.Next(32), Maybe(), (byte)random.Next(29)),
                Buttons = (Buttons)random.Next(),
                Seen = Bits(random),
                MaybeSeen = Maybe() ? Bits(random) : null,
                Flags = new BitVector32((int)random.Next()),
                Extension = new MessagePackExtension((sbyte)random.Next(), Bytes(random)),
                Exact = new MessagePackTimestamp(Number(), random.Next(1_000_000_000)),
                MaybeId = Maybe() ? NewId(random) : default(Guid?),
                MaybeAt = Maybe() ? at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)) : default(DateTime?),
                Short = NewId(random),
                Position = new Position { X = (float)random.NextDouble(), Y = Number() },
                Path = Items(random, () => new Position { X = Number() }).ToList(),
            };
        }

        /// <summary>A Groups with something in every member, most of the time.</summary>
        public static Groups FillGroups(SeededRandom random)
        {
            bool Maybe() => random.Next(2) == 0;
            int Number() => (int)random.Next() >> random.Next(31);
            string Text() => new string((char)('a' + random.Next(2000)), random.Next(20));
            var groups = new Groups
            {
                Set = Items(random, Number).ToHashSet(),
                MaybeSet = Maybe() ? Items(random, Text).ToHashSet() : null,
                Ids = Items(random, () => NewId(random)).ToHashSet(),
                Queue = new Queue<string>(Items(random, Text)),
                Stack = new Stack<int>(Items(random, Number)),
                Numbers = Items(random, () => (float)random.NextDouble()),
                Texts = Items(random, () => Maybe() ? Text() : null),
                Times = Items(random, () => new TimeSpan(Number())),
                Blobs = Maybe() ? Items(random, () => Bytes(random)) : null,
                Names = Items(random, Number).Distinct().ToDictionary(number => number, _ => Text()),
                Sets = Maybe() ? Items(random, () => NewId(random)).ToDictionary(id => id, _ => Items(random, Number).ToHashSet()) : null,
                Pair = (Number(), Maybe() ? Text() : null),
                MaybePair = Maybe() ? ((byte)random.Next(), Items(random, () => (Maybe(), Text()))) : default((byte, (bool, string)[])?),
                Class = Tuple.Create(Text(), Items(random, Number).ToList()),
                MaybeClass = Maybe() ? Tuple.Create(Number()) : null,
                Entry = new KeyValuePair<string, Position>(Text(), new Position { X = Number() }),
                Nine = (1, 2, 3, 4, 5, 6, (byte)random.Next(), (byte)random.Next(), (byte)random.Next()),
                Tiles = new int[random.Next(5), random.Next(5)],
                Cube = Maybe() ? new string[2, random.Next(3), 2] : null,
                Hypercube = Maybe() ? new bool[2, 1, 3, random.Next(3)] : null,
                Board = Items(random, () => (Number(), Number())).Distinct().ToDictionary(place => place, _ => (Buttons)random.Next()),
            };
            for (int x = 0; x < groups.Tiles.GetLength(0); x++)
            {
                for (int y = 0; y < groups.Tiles.GetLength(1); y++) groups.Tiles[x, y] = Number();
            }

            for (int i = 0; i < groups.Cube?.Length; i++) groups.Cube[i / 2 / groups.Cube.GetLength(1), i / 2 % groups.Cube.GetLength(1), i % 2] = Text();
            if (groups.Hypercube is { Length: > 0 } hypercube) hypercube[1, 0, 2, 0] = true;
            return groups;
        }

        private static T[] Items<T>(SeededRandom random, Func<T> make) => Enumerable.Range(0, random.Next(6)).Select(_ => make()).ToArray();

        private static byte[] Bytes(SeededRandom random)
        {
            var bytes = new byte[random.Next(20)];
            random.Fill(bytes);
            return bytes;
        }

        private static BitArray Bits(SeededRandom random)
        {
            var bits = new BitArray(random.Next(20));
            for (int i = 0; i < bits.Length; i++) bits[i] = random.Next(2) == 0;
            return bits;
        }

        private static Guid NewId(SeededRandom random)
        {
            var bytes = new byte[16];
            random.Fill(bytes);
            return new Guid(bytes);
        }
    }
}
