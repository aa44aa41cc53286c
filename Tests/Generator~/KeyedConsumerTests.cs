using System;
using System.Buffers;
using System.Linq;
using Consumer;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Generator.Tests;

/// <summary>What the generated code of a library does with maps, unions, private members and closed generic types, and with hostile bytes.</summary>
public sealed class KeyedConsumerTests
{
    [Test]
    public void WritesNamesAsAMap()
    {
        Assert.That(Hex(new NamedBefore("a", 2)), Is.EqualTo("82a46e616d65a161a472616e6b02"));
        Assert.That(Hex(new NamedPart(1, "x") { Added = 2 }), Is.EqualTo("83a15901a158a178a54164646564" + "02"));
    }

    [Test]
    public void ReadsNamesInAnyOrderAndSkipsOthers()
    {
        // {"zzzz": [1, {"a": 1}], "rank": 7, "name": "b", "": nil}
        NamedBefore read = Read<NamedBefore>("84a47a7a7a7a9201" + "81a16101" + "a472616e6b07a46e616d65a162a0c0");
        Assert.That((read.Name, read.Rank), Is.EqualTo(("b", 7)));
    }

    [Test]
    public void KeepsDefaultsWhereNamesAreMissingOrNil()
    {
        Named empty = Read<Named>("80");
        Assert.That((empty.Name, empty.Team, empty.Rank, empty.Inner.Y), Is.EqualTo(("nobody", (string?)null, 1, 5)));
        Named nil = Read<Named>("82a46e616d65c0a472616e6bc0");
        Assert.That((nil.Name, nil.Rank), Is.EqualTo(("nobody", 1)));
        Assert.That(Read<Named>("81a5696e6e6572c0").Inner, Is.Not.Null);
        NamedPart part = Read<NamedPart>("80");
        Assert.That((part.Y, part.X, part.Added), Is.EqualTo((0, (string?)null, (byte)0)), "made by its constructor");
    }

    [TestCase("82a472616e6b01a472616e6b01", TestName = "RefusesANameTwice")]
    [TestCase("82a472616e6b01a472616e6bc0", TestName = "RefusesANameTwiceEvenWithNil")]
    [TestCase("8101", TestName = "RefusesAKeyThatIsNoName")]
    [TestCase("81c001", TestName = "RefusesANilKey")]
    [TestCase("81a472616e6ba131", TestName = "RefusesAnotherType")]
    [TestCase("90", TestName = "RefusesAnArray")]
    [TestCase("81a472616e6b", TestName = "RefusesAMissingValue")]
    [TestCase("dfffffffffa472616e6b01", TestName = "RefusesACountThatLies")]
    public void Refuses(string hex) => Assert.That(TryRead<Named>(Convert.FromHexString(hex), out _), Is.False);

    [Test]
    public void SkipsUnknownNamesThatComeTwice() =>
        Assert.That(Read<NamedBefore>("83a17801a17802a472616e6b01").Rank, Is.EqualTo(1));

    [Test]
    public void TellsManyNamesApart()
    {
        object wide = default(Wide);
        System.Reflection.FieldInfo[] fields = typeof(Wide).GetFields();
        for (int i = 0; i < fields.Length; i++) fields[i].SetValue(wide, 1000 + i);
        Wide read = Read<Wide>(Hex((Wide)wide));
        Assert.That(fields.Select(field => (int)field.GetValue(read)!), Is.EqualTo(Enumerable.Range(1000, fields.Length)));

        byte[] bytes = Bytes((Wide)wide);
        byte[] twice = [0xde, 0, 69, .. bytes[3..], 0xa3, (byte)'D', (byte)'1', (byte)'6', 1];
        Assert.That(bytes[..3], Is.EqualTo(new byte[] { 0xde, 0, 68 }));
        Assert.That(TryRead<Wide>(twice, out _), Is.False, "the last one again");
    }

    [Test]
    public void ReadsNamesWithoutGarbage()
    {
        byte[] bytes = Bytes(new Wide { A00 = 1, D16 = 2 });
        Assert.That(TryRead(bytes, out Wide _), Is.True);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) TryRead(bytes, out Wide _);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void WritesAUnionAsKeyAndValue()
    {
        Assert.That(Hex<IAction>(new Wait { Ticks = 3 }), Is.EqualTo("92019103"));
        Assert.That(Hex<IAction>(new Jump { Height = 1 }), Is.EqualTo("920091ca3f800000"));
        Assert.That(Hex<IAction>(new Box<Point>(default)), Is.EqualTo("92cd012c9292ca00000000ca00000000c0"));
        Assert.That(Hex(new Effects { Must = new Smoke { Colour = 1 } }), Is.EqualTo("92c0920581a6636f6c6f757201"));
    }

    [Test]
    public void ReadsEachTypeOfAUnionAsItself()
    {
        var before = new Sequence
        {
            Steps = { new Jump { Height = 2 }, new Wait { Ticks = 9 }, new Box<Point>(new Point { X = 4 }) },
            Then = new Sequence { Effect = new Smoke { Colour = 8 } },
            Effect = new Sparks { Count = 6, Colour = 7 },
        };
        var after = (Sequence)Read<IAction>(Hex<IAction>(before));
        Assert.That(((Jump)after.Steps[0]).Height, Is.EqualTo(2));
        Assert.That(((Wait)after.Steps[1]).Ticks, Is.EqualTo(9));
        Assert.That(((Box<Point>)after.Steps[2]).Content.X, Is.EqualTo(4));
        Assert.That(((Sequence)after.Then!).Effect.Colour, Is.EqualTo(8));
        Assert.That((((Sparks)after.Effect).Count, after.Effect.Colour), Is.EqualTo(((byte)6, 7)));
        Assert.That(Read<Effects>("92c0920480").Maybe, Is.Null);
        Assert.That(((Sequence)Read<IAction>("920290")).Effect, Is.TypeOf<Sparks>(), "what the constructor gave");
    }

    [Test]
    public void NamesAUnionKeyThatItDoesNotKnow()
    {
        Assert.That(FailureOf<IAction>("92630100"), Is.EqualTo("Expected a key of the union Consumer.IAction at byte 1, found 99, which is unknown here."));
        Assert.That(FailureOf<IAction>("9300900" + "0"), Does.StartWith("Expected an array of a union's key and value at byte 0"));
        Assert.That(FailureOf<IAction>("92c090"), Does.StartWith("Expected an integer"));
        Assert.That(FailureOf<Effects>("90"), Does.StartWith("A Consumer.Effect is missing"));
        Assert.That(TryRead<IAction>([0xc0], out _), Is.False, "nil is no message");
    }

    [Test]
    public void RefusesToWriteATypeThatAUnionDoesNotList()
    {
        Assert.That(() => Bytes<IAction>(new HighJump()), Throws.TypeOf<MessagePackException>().With.Message.Contains("HighJump is not listed by a [Union] of Consumer.IAction"));
        Assert.That(() => Bytes<IAction>(null!), Throws.TypeOf<MessagePackException>());
    }

    [Test]
    public void BoundsUnionsInUnions()
    {
        string deep = string.Concat(Enumerable.Repeat("92029290", 200)) + "c0";
        Assert.That(TryRead<IAction>(Convert.FromHexString(deep), out _), Is.False);
    }

    [Test]
    public void ReachesPrivateMembersOfPartialTypes()
    {
        var before = new Armoury.Weapon(5, "bow", "north");
        Assert.That(Hex(before.Load(3)), Is.EqualTo("9505a3626f779103c0a56e6f727468"));
        Armoury.Weapon after = Read<Armoury.Weapon>(Hex(before));
        Assert.That((after.Power, after.Name, after.Ammo.Rounds, after.Origin), Is.EqualTo((5, "bow", (byte)3, "north")));
        Score score = Read<Score>("9307" + "91a16109");
        Assert.That((score.Points, score.Names.Single(), score.Reveal()), Is.EqualTo((7, "a", 9)));
    }

    [Test]
    public void SendsClosedGenericTypes()
    {
        Assert.That(Hex(new Box<int>(7) { Note = new Box<int>.Label { Text = 8 } }), Is.EqualTo("92079108"));
        Box<string?[]> texts = Read<Box<string?[]>>(Hex(new Box<string?[]>(["a", null])));
        Assert.That(texts.Content, Is.EqualTo(new[] { "a", null }));
        Assert.That(MessageRegistry.Default.TryGet(20, out MessageDescriptor? descriptor), Is.True);
        Assert.That((descriptor!.Type, descriptor.Schema), Is.EqualTo((typeof(Box<int>), "Consumer.Box<System.Int32>(0:i32,1:(0:i32))")));
    }

    [Test]
    public void WritesTypesOfMessagePackCSharpAsItDoes()
    {
        var before = new Foreign
        {
            Age = 1,
            First = "a",
            Names = new ForeignNames { Age = 2, Last = "b" },
            Shapes = { new ForeignCircle { Radius = 1 }, new ForeignSquare { Side = 2 } },
            Pair = new ForeignPair(3, 4),
            Cached = 5,
        };

        // Array with nil for the hole; map of name and value; unions as key and value; a getter with a key is written.
        Assert.That(Hex(before), Is.EqualTo(
            "97" + "01" + "a161" + "c0" + "82a341676502a46c617374a162" +
            "92" + "920091ca3f800000" + "920181a453696465ca40000000" +
            "96c0c003c0c004" + "a26121"));
        Foreign after = Read<Foreign>(Hex(before));
        Assert.That((after.Age, after.First, after.Names!.Age, after.Names.Last), Is.EqualTo((1, "a", 2, "b")));
        Assert.That((after.Pair.Left, after.Pair.Right, ((ForeignSquare)after.Shapes[1]).Side), Is.EqualTo((3, 4, 2f)));
        Assert.That(Read<Foreign>("90").Shapes, Is.Empty);
        Assert.That(Hex(new ForeignSquare { Side = 1 }), Is.EqualTo("81a453696465ca3f800000"));
    }

    [Test]
    public void ReadsAMapIntoAnInstanceThatWasUsedBefore()
    {
        var formatter = (IReusableMessageFormatter<Named>)FormatterOf<Named>();
        var used = new Named { Name = "old", Team = "t", Rank = 9, Height = 2, Inner = new NamedPart(8), Parts = { new NamedPart() } };
        var reader = new MessagePackReader(Convert.FromHexString("83a472616e6b07a47465616dc0a46e616d65c0"));
        formatter.Read(ref reader, used);
        Assert.That((used.Name, used.Team, used.Rank, used.Height, used.Inner.Y, used.Parts.Count), Is.EqualTo(("nobody", (string?)null, 7, 0f, 5, 0)));
        Assert.That(
            () =>
            {
                var twice = new MessagePackReader(Convert.FromHexString("82a472616e6b07a472616e6b07"));
                formatter.Read(ref twice, used);
            },
            Throws.TypeOf<MessagePackException>());
        Assert.That(FormatterOf<IAction>(), Is.Not.InstanceOf<IReusableMessageFormatter<IAction>>(), "an interface has no instances");
    }

    [Test]
    public void RefusesTruncationAtEveryByteAndSurvivesEveryChange()
    {
        Hostile(new Named { Team = "t", Parts = { new NamedPart(), new NamedPart(3, "x") } });
        Hostile(new NamedBefore("a", 2));
        Hostile<IAction>(new Sequence { Steps = { new Jump(), new Wait(), new Box<Point>(default) }, Then = new Wait(), Effect = new Smoke() });
        Hostile(new Effects { Maybe = new Sparks(), Must = new Smoke() });
        Hostile(new Armoury.Weapon(500, "bow", "north").Load(1));
        Hostile(new Box<string?[]>(["a", null]) { Note = new Box<string?[]>.Label { Text = [] } });
        Hostile(new Foreign { Names = new ForeignNames(), Shapes = { new ForeignSquare(), new ForeignCircle() } });
    }

    private static void Hostile<T>(T message)
    {
        byte[] bytes = Bytes(message);
        Assert.That(TryRead(bytes, out T? same), Is.True);
        Assert.That(Bytes(same!), Is.EqualTo(bytes));
        for (int length = 0; length < bytes.Length; length++) Assert.That(TryRead<T>(bytes[..length], out _), Is.False, $"cut at {length}");
        for (int i = 0; i < bytes.Length; i++)
        {
            byte before = bytes[i];
            for (int value = 0; value < 256; value++)
            {
                // Whatever it is, it is read or refused. What was read can be written, unless it holds no value that the types allow.
                bytes[i] = (byte)value;
                if (TryRead(bytes, out T? other)) Assert.That(Bytes(other!), Is.Not.Empty);
            }

            bytes[i] = before;
        }
    }

    private static string Hex<T>(T message) => Convert.ToHexString(Bytes(message)).ToLowerInvariant();

    private static byte[] Bytes<T>(T message)
    {
        var output = new ArrayBufferWriter<byte>();
        MessageSerializer.Serialize(output, message);
        Assert.That(MessageSerializer.TryReadHeader(output.WrittenSpan, false, out MessageHeader header), Is.True);
        return output.WrittenSpan[header.Length..].ToArray();
    }

    private static T Read<T>(string hex)
    {
        Assert.That(TryRead(Convert.FromHexString(hex), out T? message), Is.True, hex);
        return message!;
    }

    private static bool TryRead<T>(byte[] body, out T? message) => MessageSerializer.TryDeserialize(body, out message);

    private static IMessageFormatter<T> FormatterOf<T>() where T : class
    {
        Assert.That(() => Bytes<T>(null!), Throws.TypeOf<MessagePackException>(), "the first use registers the assembly");
        return ((MessageDescriptor<T>)MessageRegistry.Default.ToArray().Single(known => known.Type == typeof(T))).Formatter;
    }

    private static string FailureOf<T>(string hex) where T : class
    {
        IMessageFormatter<T> formatter = FormatterOf<T>();
        return Assert.Throws<MessagePackException>(() =>
        {
            var reader = new MessagePackReader(Convert.FromHexString(hex));
            formatter.Read(ref reader);
        })!.Message;
    }
}
