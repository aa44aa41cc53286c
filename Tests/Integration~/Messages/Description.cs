using System;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using P2PNet.Messages;
using static P2PNet.IntegrationTests.Messages.InteropMessages;

namespace P2PNet.IntegrationTests.Messages;

/// <summary>
/// What a message holds, as text: the same that interop.mjs tells of what it read, so that both are known to mean the same. It goes by the
/// values of .NET and not by bytes.
/// </summary>
internal static class Description
{
    // Number.MAX_SAFE_INTEGER
    private const double MaxSafeInteger = 9007199254740991;

    public static string Of(ExactMessage m) => List(
        m.Flag, m.Letter, m.Int8, m.UInt8, m.Int16, m.UInt16, m.Int32, m.UInt32, m.Int64, m.UInt64, m.Text, m.MaybeText, m.Bytes, m.MaybeBytes,
        m.Memory.ToArray(), m.Segment.ToArray(), (byte)m.Buttons, (long)m.Wide, m.MaybeInt, m.Numbers, m.MaybeTexts, m.Blobs, m.Parts, m.Lists,
        m.Part, m.MaybePart, m.Id, m.At, m.MaybeAt, m.There, m.Took.Ticks, m.Price, m.Seen, (uint)m.Flags.Data, m.Extension, m.Moment, m.Set,
        m.Queue, m.Stack, m.List, m.Pair, m.Class, m.Entry, m.Grid, m.Position, m.Short.ToByteArray(), m.Ids, m.Nine);

    public static string Of(FloatMessage m) => List(m.Single, m.Double, m.Singles, m.Doubles, m.MaybeSingle);

    public static string Of(NumberKeysMessage m) => List(m.Names);

    private static string List(params IEnumerable<object?> items) => $"[{string.Join(',', items.Select(Of))}]";

    private static string Of(object? value) => value switch
    {
        null => "nil",
        bool flag => flag ? "true" : "false",
        char letter => ((int)letter).ToString(CultureInfo.InvariantCulture),
        float number => Float(number),
        double number => Float(number),
        string text => "s" + Hex(Encoding.UTF8.GetBytes(text)),
        byte[] bytes => "b" + Hex(bytes),
        Guid id => Of(id.ToString("D")),
        decimal number => Of(number.ToString(CultureInfo.InvariantCulture)),
        DateTime time => Of(MessagePackTimestamp.FromDateTime(time)),
        DateTimeOffset time => List(DateTime.SpecifyKind(time.DateTime, DateTimeKind.Utc), (int)time.Offset.TotalMinutes),
        MessagePackTimestamp time => $"t{time.Seconds}.{time.Nanoseconds}",
        MessagePackExtension extension => $"x{extension.Type}.{Hex(extension.Data.Span)}",
        Position position => $"x7.{Hex(BitConverter.GetBytes(position.X))}{Hex(BitConverter.GetBytes(position.Y))}",
        Part part => List(part.Value, part.Parts),
        int[,] grid => List(grid.GetLength(0), grid.GetLength(1), grid.Cast<int>().ToArray()),
        KeyValuePair<string, byte> entry => List(entry.Key, entry.Value),
        IDictionary map => Map(map),
        ValueTuple<byte, byte, byte, byte, byte, byte, byte, ValueTuple<byte, byte>> nine =>
            List(nine.Item1, nine.Item2, nine.Item3, nine.Item4, nine.Item5, nine.Item6, nine.Item7, nine.Rest),
        ITuple tuple => List(Enumerable.Range(0, tuple.Length).Select(i => tuple[i])),
        IEnumerable items => List(items.Cast<object?>()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"No description of {value.GetType()}."),
    };

    // JavaScript's objects have texts as keys.
    private static string Map(IDictionary map) =>
        $"{{{string.Join(',', map.Keys.Cast<object>().Select(key => $"{Of(Convert.ToString(key, CultureInfo.InvariantCulture))}:{Of(map[key])}").Order(StringComparer.Ordinal))}}}";

    private static string Float(double number)
    {
        if (double.IsInteger(number) && Math.Abs(number) <= MaxSafeInteger) return ((long)number).ToString(CultureInfo.InvariantCulture);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return "f" + Hex(bytes);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
