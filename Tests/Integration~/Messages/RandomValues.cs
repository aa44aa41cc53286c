using System;
using System.Collections;
using System.Collections.Specialized;
using System.Linq;
using P2PNet.Messages;
using static P2PNet.IntegrationTests.Messages.InteropMessages;

namespace P2PNet.IntegrationTests.Messages;

/// <summary>Messages of random values; the same seed gives the same.</summary>
internal sealed class RandomValues(int seed)
{
    private static readonly string[] Letters = ["a", "Z", "0", "\u00e9", "\u1ebf", "\u6f22", "\U0001f37a", "\0", " "];

    private readonly Random _random = new(seed);

    public ExactMessage Exact() => new()
    {
        Flag = Maybe(),
        Letter = (char)Unsigned(16),
        Int8 = (sbyte)Signed(8),
        UInt8 = (byte)Unsigned(8),
        Int16 = (short)Signed(16),
        UInt16 = (ushort)Unsigned(16),
        Int32 = (int)Signed(32),
        UInt32 = (uint)Unsigned(32),
        Int64 = Signed(64),
        UInt64 = Unsigned(64),
        Text = Text(),
        MaybeText = Maybe() ? Text() : null,
        Bytes = Bytes(),
        MaybeBytes = Maybe() ? Bytes() : null,
        Memory = Bytes(),
        Segment = Bytes(),
        Buttons = (Buttons)Unsigned(8),
        Wide = (Wide)Signed(64),
        MaybeInt = Maybe() ? (int)Signed(32) : null,
        Numbers = List(() => (int)Signed(32), 40),
        MaybeTexts = Maybe() ? List(() => Maybe() ? Text() : null) : null,
        Blobs = List(Bytes),
        Parts = [.. List(() => Part(1))],
        Lists = List(() => "k" + Text()).Distinct().ToDictionary(key => key, _ => List(() => (int)Signed(32)).ToList()),
        Part = Part(3),
        MaybePart = Maybe() ? Part(1) : null,
        Id = Id(),
        At = Time(),
        MaybeAt = Maybe() ? Time() : null,
        There = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(Signed(55)).ToOffset(TimeSpan.FromMinutes(_random.Next(-840, 841))),
        Took = new TimeSpan(Signed(64)),
        Price = new decimal((int)Signed(32), (int)Signed(32), (int)Signed(32), Maybe(), (byte)_random.Next(29)),
        Seen = new BitArray(List(Maybe, 20)),
        Flags = new BitVector32((int)Signed(32)),
        Extension = new MessagePackExtension((sbyte)(Maybe() ? _random.Next(128) : _random.Next(-128, -1)), Bytes()),
        Moment = new MessagePackTimestamp(Signed(53), _random.Next(1_000_000_000)),
        Set = [.. List(() => (int)Signed(32))],
        Queue = new(List(Text)),
        Stack = new(List(() => Signed(64))),
        List = List(() => (uint)Unsigned(32)),
        Pair = ((int)Signed(32), Maybe() ? Text() : null),
        Class = Maybe() ? Tuple.Create(Text(), (int)Signed(32)) : null,
        Entry = new(Text(), (byte)Unsigned(8)),
        Grid = Grid(),
        Position = new(_random.Next(1000) / 8f, Single()),
        Short = Id(),
        Ids = List(() => "k" + Text()).Distinct().ToDictionary(key => key, _ => Id()),
        Nine = (1, 2, 3, 4, 5, 6, 7, (byte)Unsigned(8), (byte)Unsigned(8)),
    };

    public FloatMessage Float() => new()
    {
        Single = Single(),
        Double = Double(),
        Singles = List(Single),
        Doubles = [.. List(Double)],
        MaybeSingle = Maybe() ? Single() : null,
    };

    public NumberKeysMessage NumberKeys() => new() { Names = List(() => (int)Signed(32)).Distinct().ToDictionary(key => key, _ => Text()) };

    /// <summary>A time in whole milliseconds, as JavaScript's Date has it.</summary>
    public DateTime Milliseconds() => DateTime.MinValue.AddMilliseconds(_random.NextInt64(DateTime.MaxValue.Ticks / TimeSpan.TicksPerMillisecond));

    private bool Maybe() => _random.Next(2) == 0;

    /// <summary>Small numbers and the borders of the formats as often as the rest.</summary>
    private ulong Unsigned(int bits)
    {
        ulong value = ((ulong)_random.NextInt64() << 1) ^ (ulong)_random.NextInt64();
        if (Maybe()) value |= (ulong)_random.NextInt64() << 1;
        return value >> (63 - _random.Next(bits));
    }

    private long Signed(int bits) => Maybe() ? (long)Unsigned(bits - 1) : -(long)Unsigned(bits - 1) - 1;

    private T[] List<T>(Func<T> item, int limit = 6) => [.. Enumerable.Range(0, _random.Next(limit)).Select(_ => item())];

    private string Text() => string.Concat(List(() => Letters[_random.Next(Letters.Length)], _random.Next(8) == 0 ? 300 : 12));

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(_random.Next(8) == 0 ? 400 : 20)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private Guid Id()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private DateTime Time()
    {
        var time = new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks), DateTimeKind.Utc);
        return Maybe() ? time : time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
    }

    private Part Part(int depth) => new()
    {
        Value = (int)Signed(32),
        Parts = depth == 0 || Maybe() ? null : [.. List(() => Part(depth - 1), 3)],
    };

    private int[,] Grid()
    {
        var grid = new int[_random.Next(4), _random.Next(4)];
        for (int x = 0; x < grid.GetLength(0); x++)
        {
            for (int y = 0; y < grid.GetLength(1); y++) grid[x, y] = (int)Signed(32);
        }

        return grid;
    }

    private float Single() => _random.Next(4) == 0 ? _random.Next(-500, 500) : (float)Double();

    private double Double() => _random.Next(4) == 0 ? _random.Next(-500, 500) : (_random.NextDouble() - 0.5) * Math.Pow(2, _random.Next(-60, 60));
}
