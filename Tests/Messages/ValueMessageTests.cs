using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Text;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.Tests.Messages.ValueMessages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Members of .NET's own types, of tuples and of collections: their bytes, what is missing, what is refused.</summary>
    public sealed class ValueMessageTests
    {
        private const string Id = "00112233-4455-6677-8899-aabbccddeeff";

        /// <summary>The bytes are those that MessagePack-CSharp writes for the same members, or the specification's.</summary>
        [Test]
        public void WritesEachValueInItsForm()
        {
            var values = new Values
            {
                Id = Guid.Parse(Id),
                At = new DateTime(2018, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(6789012),
                There = new DateTimeOffset(2018, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(-90)),
                Took = TimeSpan.FromMilliseconds(1),
                Price = -12.50m,
                Buttons = Buttons.Menu | Buttons.Fire,
                Seen = new BitArray(new[] { true, false, true }),
                Flags = new BitVector32(0x85),
                Extension = new MessagePackExtension(9, new byte[] { 1, 2, 3 }),
                Exact = new MessagePackTimestamp(-1, 999_999_999),
                MaybeAt = DateTime.UnixEpoch,
                Short = Guid.Parse(Id),
                Position = new Position { X = 1, Y = -2 },
            };
            string[] expected =
            {
                "d924" + Ascii(Id),
                "d7ffa1dcd740" + "5a4af6a5",
                "92" + "d6ff5a4af6a5" + "d0a6",
                "cd2710",
                "a6" + Ascii("-12.50"),
                "cd8001",
                "93c3c2c3",
                "c0",
                "cc85",
                "c70309010203",
                "c70cff3b9ac9ff" + "ffffffffffffffff",
                "c0",
                "d6ff00000000",
                "c41033221100554477668899aabbccddeeff",
                "d707" + "0000803f" + "000000c0",
                "90",
            };
            Assert.That(Elements(MessageBytes.Body(values)), Is.EqualTo(expected));
        }

        [Test]
        public void WritesEachGroupInItsForm()
        {
            var groups = new Groups
            {
                Set = new HashSet<int> { 5, 3 },
                Ids = new HashSet<Guid> { Guid.Parse(Id) },
                Queue = new Queue<string>(new[] { "a", "b" }),
                Stack = new Stack<int>(new[] { 1, 2, 3 }),
                Numbers = new[] { 1f },
                Texts = new string?[] { null, "a" },
                Times = new[] { TimeSpan.Zero },
                Names = new Dictionary<int, string> { [1] = "a" },
                Sets = new Dictionary<Guid, HashSet<int>> { [Guid.Parse(Id)] = new HashSet<int> { 1 } },
                Pair = (7, null),
                MaybePair = (1, new[] { (true, "a") }),
                Class = Tuple.Create("a", new List<int> { 1 }),
                MaybeClass = Tuple.Create(1),
                Entry = new KeyValuePair<string, Position>("a", default),
                Nine = (1, 2, 3, 4, 5, 6, 7, 8, 9),
                Tiles = new[,] { { 1, 2, 3 }, { 4, 5, 6 } },
                Cube = new[, ,] { { { "a" }, { "b" } } },
                Board = new Dictionary<(int, int), Buttons> { [(1, 2)] = Buttons.Jump },
            };
            string[] expected =
            {
                "920503",
                "c0",
                "91d924" + Ascii(Id),
                "92a161a162",
                "93030201",
                "91ca3f800000",
                "92c0a161",
                "9100",
                "c0",
                "8101a161",
                "81d924" + Ascii(Id) + "9101",
                "9207c0",
                "92019192c3a161",
                "92a1619101",
                "9101",
                "92a161d7070000000000000000",
                "9801020304050607920809",
                "93020396010203040506",
                "9401020192a161a162",
                "c0",
                "8192010202",
            };
            Assert.That(Elements(MessageBytes.Body(groups)), Is.EqualTo(expected));
        }

        [Test]
        public void ReadsWhatItWrote()
        {
            for (ulong seed = 1; seed <= 2000; seed++)
            {
                Values values = FillValues(new SeededRandom(seed));
                byte[] body = MessageBytes.Body(values);
                Values after = MessageBytes.Read<Values>(body);
                Assert.That(MessageBytes.Body(after), Is.EqualTo(body), $"seed {seed}");
                Assert.That((after.Id, after.At, after.Took, after.Price, after.Exact), Is.EqualTo((values.Id, values.At, values.Took, values.Price, values.Exact)), $"seed {seed}");
                Assert.That((after.There, after.There.Offset), Is.EqualTo((values.There, values.There.Offset)), $"seed {seed}");
                Assert.That((after.MaybeId, after.MaybeAt, after.Short, after.Buttons), Is.EqualTo((values.MaybeId, values.MaybeAt, values.Short, values.Buttons)), $"seed {seed}");
                Assert.That(after.Seen, Is.EqualTo(values.Seen), $"seed {seed}");
                Assert.That((after.Flags, after.Extension), Is.EqualTo((values.Flags, values.Extension)), $"seed {seed}");

                Groups groups = FillGroups(new SeededRandom(seed));
                body = MessageBytes.Body(groups);
                Groups read = MessageBytes.Read<Groups>(body);
                Assert.That(MessageBytes.Body(read), Is.EqualTo(body), $"seed {seed}");
                Assert.That(read.Set, Is.EquivalentTo(groups.Set), $"seed {seed}");
                Assert.That(read.Stack, Is.EqualTo(groups.Stack), $"seed {seed}");
                Assert.That(read.Queue, Is.EqualTo(groups.Queue), $"seed {seed}");
                Assert.That(read.Texts, Is.EqualTo(groups.Texts), $"seed {seed}");
                Assert.That(read.Names, Is.EquivalentTo(groups.Names), $"seed {seed}");
                Assert.That((read.Pair, read.Nine, read.MaybeClass), Is.EqualTo((groups.Pair, groups.Nine, groups.MaybeClass)), $"seed {seed}");
                Assert.That((read.Tiles, read.Cube, read.Hypercube), Is.EqualTo((groups.Tiles, groups.Cube, groups.Hypercube)), $"seed {seed}");
                Assert.That(read.Board, Is.EquivalentTo(groups.Board), $"seed {seed}");
            }
        }

        [TestCase("90", TestName = "an older sender's empty message")]
        [TestCase("9dc0c0c0c0c0c0c0c0c0c0c0c0c0", TestName = "nil in every place")]
        public void GivesDefaultsForWhatIsMissing(string hex)
        {
            Values values = MessageBytes.Read<Values>(MessagePackVectors.FromHex(hex));
            Assert.That((values.Id, values.At, values.There, values.Took, values.Price), Is.EqualTo((Guid.Empty, default(DateTime), default(DateTimeOffset), TimeSpan.Zero, 0m)));
            Assert.That(values.Seen.Length, Is.EqualTo(0));
            Assert.That(values.MaybeSeen, Is.Null);
            Assert.That((values.MaybeId, values.MaybeAt, values.Extension.Data.Length), Is.EqualTo((default(Guid?), default(DateTime?), 0)));
        }

        [Test]
        public void NeverGivesANullGroupThatTheTypeRulesOut()
        {
            foreach (string hex in new[] { "90", "dc0015" + string.Concat(Enumerable.Repeat("c0", 21)) })
            {
                Groups groups = MessageBytes.Read<Groups>(MessagePackVectors.FromHex(hex));
                var all = new IEnumerable[] { groups.Set, groups.Ids, groups.Queue, groups.Stack, groups.Numbers, groups.Texts, groups.Times, groups.Names, groups.Tiles, groups.Board };
                Assert.That(all, Has.All.Empty);
                Assert.That((groups.Class.Item1, groups.Class.Item2.Count), Is.EqualTo((string.Empty, 0)));
                Assert.That(new object?[] { groups.MaybeSet, groups.Blobs, groups.Sets, groups.MaybePair, groups.MaybeClass, groups.Cube }, Has.All.Null);
            }
        }

        [Test]
        public void AllocatesNothingForStructsOfValues()
        {
            var buffer = new TestBuffer(512);
            var stamp = new Stamp
            {
                Id = Guid.Parse(Id),
                At = new DateTime(2018, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                There = new DateTimeOffset(2018, 1, 2, 3, 4, 5, TimeSpan.FromHours(-3)),
                Took = TimeSpan.FromSeconds(1),
                Price = 12.5m,
                Place = (1, -2),
                Position = new Position { X = 1 },
            };
            long before = 0;
            for (int i = 0; i < 1100; i++)
            {
                // The first hundred set up what is made once.
                if (i == 100) before = GC.GetAllocatedBytesForCurrentThread();
                buffer.Clear();
                MessageSerializer.Serialize(buffer, in stamp);
                MessageSerializer.TryReadHeader(buffer.Written, false, out MessageHeader header);
                MessageSerializer.TryDeserialize(buffer.Written.Slice(header.Length), out stamp);
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(0));
            Assert.That((stamp.Id, stamp.Price, stamp.Place), Is.EqualTo((Guid.Parse(Id), 12.5m, (1, -2))));
        }

        [Test]
        public void NamesTheNullThatCannotBeSent()
        {
            ExpectNull("Groups.Set", groups => groups.Set = null!);
            ExpectNull("Groups.Numbers", groups => groups.Numbers = null!);
            ExpectNull("Groups.Queue[]", groups => groups.Queue.Enqueue(null!));
            ExpectNull("Groups.MaybeSet[]", groups => groups.MaybeSet = new HashSet<string> { null! });
            ExpectNull("Groups.Class.Item1", groups => groups.Class = Tuple.Create(default(string)!, new List<int>()));
            ExpectNull("Groups.MaybePair.Item2[].Item2", groups => groups.MaybePair = (1, new[] { (true, default(string)!) }));
            ExpectNull("Groups.Entry.Key", groups => groups.Entry = default);
            ExpectNull("Groups.Cube[]", groups => groups.Cube = new string[1, 1, 1]);
        }

        [TestCase("d923" + "30303131323233332d343435352d363637372d383839392d616162626363646465656", TestName = "35 characters")]
        [TestCase("d92430303131323233332d343435352d363637372d383839392d61616262636364646565665a", TestName = "36 characters of which one is no digit")]
        [TestCase("d9203030313132323333343435353636373738383939616162626363646465656666", TestName = "32 digits without dashes")]
        [TestCase("d9267b30303131323233332d343435352d363637372d383839392d6161626263636464656566667d", TestName = "an id in braces")]
        [TestCase("c41000112233445566778899aabbccddeeff", TestName = "16 bytes")]
        [TestCase("a0", TestName = "empty text")]
        public void RefusesWhatIsNoId(string hex) => Assert.That(MessageBytes.CanRead<Values>("91" + hex), Is.False);

        [Test]
        public void ReadsIdsInCapitals()
        {
            Values values = MessageBytes.Read<Values>(MessagePackVectors.FromHex("91d924" + Ascii(Id.ToUpperInvariant())));
            Assert.That(values.Id, Is.EqualTo(Guid.Parse(Id)));
        }

        [TestCase("92d6ff00000000cd0349", TestName = "an offset of 14 hours and a minute")]
        [TestCase("92d6ff00000000d1fcb7", TestName = "an offset of -14 hours and a minute")]
        [TestCase("92d6ff00000000d18000", TestName = "the lowest number of 16 bits")]
        [TestCase("91d6ff00000000", TestName = "no offset")]
        [TestCase("93d6ff000000000000", TestName = "a third value")]
        [TestCase("92c70cff00000000fffffff1886e090001", TestName = "a minute before the year 1")]
        [TestCase("92c70cff3b9ac9ff0000003afff4417fff", TestName = "a minute after the year 9999")]
        [TestCase("d6ff00000000", TestName = "a timestamp alone")]
        public void RefusesWhatIsNoTimeWithOffset(string hex) => Assert.That(MessageBytes.CanRead<Values>("93c0c0" + hex), Is.False);

        [TestCase("a131", true)]
        [TestCase("a52d302e3030", true)]
        [TestCase("a3316532", true, TestName = "an exponent")]
        [TestCase("a0", false)]
        [TestCase("a13a", false)]
        [TestCase("a23120", false, TestName = "a blank behind it")]
        [TestCase("a3312c35", false, TestName = "a comma")]
        [TestCase("bd3739323238313632353134323634333337353933353433393530333336", false, TestName = "one more than the largest")]
        [TestCase("a5316539393939", false, TestName = "an exponent out of range")]
        [TestCase("01", false, TestName = "a whole number")]
        public void ReadsDecimalsAsText(string hex, bool isDecimal) => Assert.That(MessageBytes.CanRead<Values>("95c0c0c0c0" + hex), Is.EqualTo(isDecimal));

        [Test]
        public void KeepsFlagsThatHaveNoName() =>
            Assert.That(MessageBytes.Read<Values>(MessagePackVectors.FromHex("96c0c0c0c0c0cd4003")).Buttons, Is.EqualTo((Buttons)0x4003));

        [TestCase("d706" + "0000000000000000", TestName = "another type number")]
        [TestCase("d607" + "00000000", TestName = "fewer bytes")]
        [TestCase("c70907" + "000000000000000000", TestName = "more bytes")]
        [TestCase("c408" + "0000000000000000", TestName = "bytes without a type")]
        [TestCase("d707" + "00000000000000", TestName = "bytes cut off")]
        public void RefusesWhatIsNotTheExtensionOfTheType(string hex)
        {
            string before = "9f" + string.Concat(Enumerable.Repeat("c0", 13)) + "c41000000000000000000000000000000000";
            Assert.That(MessageBytes.CanRead<Values>(before + "d707" + "0000803f00000000"), Is.True);
            Assert.That(MessageBytes.CanRead<Values>(before + hex), Is.False);
        }

        [Test]
        public void LeavesTheNumbersOfExtensionTypesBelowZeroToTheSpecification()
        {
            Action negative = () => _ = new Unfit(-1, 4);
            Action length = () => _ = new Unfit(1, -1);
            Assert.That(Caught.By(negative), Is.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(Caught.By(length), Is.TypeOf<ArgumentOutOfRangeException>());
        }

        [Test]
        public void CountsAnElementOfASetOnce()
        {
            Groups groups = MessageBytes.Read<Groups>(MessagePackVectors.FromHex("9193010201"));
            Assert.That(groups.Set, Is.EquivalentTo(new[] { 1, 2 }));
        }

        [Test]
        public void RefusesAKeyTwiceInInterfacesOfDictionariesToo()
        {
            string before = "9a" + string.Concat(Enumerable.Repeat("c0", 9));
            Assert.That(MessageBytes.CanRead<Groups>(before + "8201a16102a161"), Is.True);
            Assert.That(MessageBytes.CanRead<Groups>(before + "8201a16101a161"), Is.False);
        }

        [TestCase("9107", TestName = "too few")]
        [TestCase("9307c0c0", TestName = "too many")]
        [TestCase("8107c0", TestName = "a map")]
        [TestCase("9207", TestName = "an item cut off")]
        public void RefusesATupleOfAnotherLength(string hex)
        {
            string before = "9c" + string.Concat(Enumerable.Repeat("c0", 11));
            Assert.That(MessageBytes.CanRead<Groups>(before + "9207c0"), Is.True);
            Assert.That(MessageBytes.CanRead<Groups>(before + hex), Is.False);
        }

        [Test]
        public void TellsTuplesOfDifferentLengthsApartInTheSchema()
        {
            string ours = MessageType<Groups>.Descriptor.Schema;
            Assert.That(ours, Does.Contain("11:tuple2(0:i32,1:str),"));
            string theirs = ours.Replace("11:tuple2(0:i32,1:str),", "11:tuple3(0:i32,1:str,2:bool),");
            Assert.That(SchemaComparison.AreCompatible(ours, theirs, out string difference), Is.False);
            Assert.That(difference, Is.EqualTo("key 11 is tuple2 here and tuple3 there"));
        }

        [TestCase("9302019101", false, TestName = "fewer elements than the lengths say")]
        [TestCase("930101920101", false, TestName = "more elements than the lengths say")]
        [TestCase("93ffff9101", false, TestName = "lengths below zero")]
        [TestCase("9301920101", false, TestName = "a dimension missing")]
        [TestCase("93ce7fffffffce7fffffff9101", false, TestName = "lengths whose product is beyond 64 bits, or nearly")]
        [TestCase("9300ce7fffffff90", false, TestName = "two thousand million times nothing")]
        [TestCase("93ce7fffffff0090", false, TestName = "nothing, two thousand million times")]
        [TestCase("93cdffff0090", true, TestName = "65535 times nothing")]
        [TestCase("93010191c0", false, TestName = "nil for a number")]
        public void ChecksTheLengthsOfGrids(string hex, bool isGrid)
        {
            string before = "dc0012" + string.Concat(Enumerable.Repeat("c0", 17));
            Assert.That(MessageBytes.CanRead<Groups>(before + hex), Is.EqualTo(isGrid));
        }

        [TestCase("95ce7fffffffce7fffffffce7fffffff0090", TestName = "the first three")]
        [TestCase("9500ce7fffffffce7fffffffce7fffffff90", TestName = "the last three")]
        [TestCase("95ce7fffffff00ce7fffffffce7fffffff90", TestName = "three around a zero")]
        public void RefusesEmptyGridsOfFourDimensionsThatClaimTheWorld(string hex)
        {
            string before = "dc0014" + string.Concat(Enumerable.Repeat("c0", 19));
            Assert.That(MessageBytes.CanRead<Groups>(before + "950100010090"), Is.True);
            Assert.That(MessageBytes.CanRead<Groups>(before + hex), Is.False);
        }

        [Test]
        public void RefusesValuesCutOffAnywhere()
        {
            byte[] values = MessageBytes.Body(FillValues(new SeededRandom(3)));
            byte[] groups = MessageBytes.Body(FillGroups(new SeededRandom(3)));
            for (int length = 0; length < values.Length; length++) Assert.That(MessageBytes.CanRead<Values>(values.AsSpan(0, length).ToArray()), Is.False, $"cut at {length}");
            for (int length = 0; length < groups.Length; length++) Assert.That(MessageBytes.CanRead<Groups>(groups.AsSpan(0, length).ToArray()), Is.False, $"cut at {length}");
        }

        [Test]
        public void SurvivesEveryFlippedBitOfValues()
        {
            foreach (byte[] body in new[] { MessageBytes.Body(FillValues(new SeededRandom(4))), MessageBytes.Body(FillGroups(new SeededRandom(4))) })
            {
                for (int bit = 0; bit < 8 * body.Length; bit++)
                {
                    byte[] copy = (byte[])body.Clone();
                    copy[bit / 8] ^= (byte)(1 << (bit % 8));
                    Try(copy, $"bit {bit}");
                }
            }
        }

        [Test]
        public void SurvivesRandomChangesOfValues()
        {
            for (ulong seed = 1; seed <= 3000; seed++)
            {
                var random = new SeededRandom(seed);
                byte[] body = seed % 2 == 0 ? MessageBytes.Body(FillValues(random)) : MessageBytes.Body(FillGroups(random));
                for (int i = random.Next(6); i >= 0; i--) body[random.Next(body.Length)] = (byte)random.Next();
                Try(body, $"seed {seed}");
            }
        }

        [Test]
        public void TakesAnotherFormOfIdsForAllOfAnAssemblyOrOneMember()
        {
            Values values = MessageBytes.Read<Values>(MessageBytes.Body(new Values { Short = Guid.Parse(Id) }));
            Assert.That(values.Short, Is.EqualTo(Guid.Parse(Id)));
            string before = "9e" + string.Concat(Enumerable.Repeat("c0", 13));
            Assert.That(MessageBytes.CanRead<Values>(before + "c40f33221100554477668899aabbccddee"), Is.False, "15 bytes");
            Assert.That(MessageBytes.CanRead<Values>(before + "d924" + Ascii(Id)), Is.False, "text");
        }

        private static void ExpectNull(string member, Action<Groups> change)
        {
            var groups = new Groups();
            change(groups);
            Action write = () => MessageBytes.Body(groups);
            Assert.That(Caught.By(write), Is.TypeOf<MessagePackException>().With.Message.Contains(member + " is null"));
        }

        private static void Try(byte[] body, string what)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                MessageSerializer.TryDeserialize(body, out Values? _);
                MessageSerializer.TryDeserialize(body, out Groups? _);
            }
            catch (Exception e)
            {
                throw new AssertionException($"{what}: {e}");
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(40_000 + (100 * body.Length)), what);
        }

        private static string[] Elements(byte[] body)
        {
            var reader = new MessagePackReader(body);
            var elements = new string[reader.ReadArrayHeader()];
            for (int i = 0; i < elements.Length; i++) elements[i] = MessageBytes.Hex(reader.ReadRaw().ToArray());
            return elements;
        }

        private static string Ascii(string text) => MessageBytes.Hex(Encoding.ASCII.GetBytes(text));

        private sealed class Unfit : ExtensionFormatter<int>
        {
            public Unfit(sbyte type, int length)
                : base(type, length)
            {
            }

            protected override void Write(Span<byte> content, in int value) => content.Clear();

            protected override int Read(ReadOnlySpan<byte> content) => content.Length;
        }
    }
}
