using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>The public MessagePack test suite, every case of it.</summary>
    public sealed class SuiteTests
    {
        private delegate void Write(ref MessagePackWriter writer);

        [Test]
        public void HasEveryCase()
        {
            var expected = new Dictionary<string, (int Cases, int Encodings)>
            {
                ["10.nil"] = (1, 1),
                ["11.bool"] = (2, 2),
                ["12.binary"] = (3, 9),
                ["20.number-positive"] = (11, 73),
                ["21.number-negative"] = (8, 33),
                ["22.number-float"] = (2, 4),
                ["23.number-bignum"] = (9, 19),
                ["30.string-ascii"] = (4, 13),
                ["31.string-utf8"] = (5, 10),
                ["32.string-emoji"] = (2, 4),
                ["40.array"] = (5, 14),
                ["41.map"] = (3, 9),
                ["42.nested"] = (4, 12),
                ["50.timestamp"] = (19, 19),
                ["60.ext"] = (7, 11),
            };
            SuiteCase[] all = SuiteCase.All().ToArray();
            Dictionary<string, (int Cases, int Encodings)> found = all.GroupBy(suite => suite.Group)
                .ToDictionary(group => group.Key, group => (group.Count(), group.Sum(suite => suite.Encodings.Count)));
            Assert.That(found, Is.EquivalentTo(expected));
            Assert.That(all.Length, Is.EqualTo(85));
            Assert.That(all.Sum(suite => suite.Encodings.Count), Is.EqualTo(233));
            Assert.That(all.Select(suite => suite.Values.Count), Is.All.GreaterThan(0));
        }

        [TestCaseSource(typeof(SuiteCase), nameof(SuiteCase.All))]
        public void ReadsEveryEncoding(SuiteCase suite)
        {
            foreach (JsonProperty value in suite.Values)
            {
                foreach (string encoding in suite.Encodings)
                {
                    byte[] bytes = MessagePackVectors.FromHex(encoding);
                    var reader = new MessagePackReader(bytes);
                    Expect(ref reader, value.Name, value.Value, encoding);
                    Assert.That(reader.Remaining, Is.EqualTo(0), encoding);

                    var skipping = new MessagePackReader(bytes);
                    skipping.Skip();
                    Assert.That(skipping.Remaining, Is.EqualTo(0), encoding);
                    for (int length = 0; length < bytes.Length; length++) Assert.That(IsWhole(bytes.AsSpan(0, length)), Is.False, $"{encoding} cut at {length}");
                }
            }
        }

        [TestCaseSource(typeof(SuiteCase), nameof(SuiteCase.All))]
        public void WritesTheShortestEncoding(SuiteCase suite)
        {
            foreach (JsonProperty value in suite.Values)
            {
                string written = Written((ref MessagePackWriter writer) => WriteValue(ref writer, value.Name, value.Value));
                Assert.That(suite.Shortest, Has.Member(written), value.Name);
                if (value.Name != "number") continue;

                // Numbers of a type with a fraction keep it: every encoding of that type is written by it.
                float single = value.Value.GetSingle();
                double wide = value.Value.GetDouble();
                foreach (string encoding in suite.Encodings)
                {
                    if (encoding.StartsWith("ca", StringComparison.Ordinal)) Assert.That(Written((ref MessagePackWriter w) => w.WriteSingle(single)), Is.EqualTo(encoding));
                    if (encoding.StartsWith("cb", StringComparison.Ordinal)) Assert.That(Written((ref MessagePackWriter w) => w.WriteDouble(wide)), Is.EqualTo(encoding));
                }
            }
        }

        private static void Expect(ref MessagePackReader reader, string kind, JsonElement value, string encoding)
        {
            switch (kind)
            {
                case "nil":
                    Assert.That(reader.TryReadNil(), Is.True);
                    break;
                case "bool":
                    Assert.That(reader.ReadBoolean(), Is.EqualTo(value.GetBoolean()));
                    break;
                case "binary":
                    Assert.That(reader.ReadByteArray(), Is.EqualTo(Bytes(value)));
                    break;
                case "number":
                    ExpectNumber(ref reader, value.GetDecimal(), encoding);
                    break;
                case "bignum":
                    ExpectNumber(ref reader, decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture), encoding);
                    break;
                case "string":
                    Assert.That(reader.ReadString(), Is.EqualTo(value.GetString()));
                    break;
                case "array":
                    Assert.That(reader.ReadArrayHeader(), Is.EqualTo(value.GetArrayLength()));
                    foreach (JsonElement item in value.EnumerateArray()) Expect(ref reader, KindOf(item), item, encoding);
                    break;
                case "map":
                    JsonProperty[] properties = value.EnumerateObject().ToArray();
                    Assert.That(reader.ReadMapHeader(), Is.EqualTo(properties.Length));
                    foreach (JsonProperty property in properties)
                    {
                        Assert.That(reader.ReadString(), Is.EqualTo(property.Name));
                        Expect(ref reader, KindOf(property.Value), property.Value, encoding);
                    }

                    break;
                case "timestamp":
                    ExpectTimestamp(ref reader, value);
                    break;
                case "ext":
                    Assert.That(reader.ReadExtension(), Is.EqualTo(new MessagePackExtension(value[0].GetSByte(), Bytes(value[1]))));
                    break;
                default:
                    throw new AssertionException($"The suite has a kind of value that this test does not know: {kind}");
            }
        }

        private static void ExpectNumber(ref MessagePackReader reader, decimal value, string encoding)
        {
            MessagePackReader again = reader;
            Assert.That(again.ReadDouble(), Is.EqualTo((double)value), encoding);
            again = reader;
            Assert.That(again.ReadSingle(), Is.EqualTo((float)value), encoding);
            if (reader.NextType == MessagePackType.Float) reader.Skip();
            else if (value > long.MaxValue) Assert.That((decimal)reader.ReadUInt64(), Is.EqualTo(value), encoding);
            else Assert.That((decimal)reader.ReadInt64(), Is.EqualTo(value), encoding);
        }

        private static void ExpectTimestamp(ref MessagePackReader reader, JsonElement value)
        {
            long seconds = value[0].GetInt64();
            int nanoseconds = value[1].GetInt32();
            MessagePackReader again = reader;
            MessagePackTimestamp timestamp = reader.ReadTimestamp();
            Assert.That((timestamp.Seconds, timestamp.Nanoseconds), Is.EqualTo((seconds, nanoseconds)));

            // One case lies in the year 0, which .NET does not have.
            bool isInRange = timestamp.TryToDateTime(out DateTime time);
            Assert.That(isInRange, Is.EqualTo(seconds != -62167219200));
            if (!isInRange) return;
            Assert.That(time, Is.EqualTo(DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / 100))));
            Assert.That(again.ReadDateTime(), Is.EqualTo(time));
        }

        private static void WriteValue(ref MessagePackWriter writer, string kind, JsonElement value)
        {
            switch (kind)
            {
                case "nil":
                    writer.WriteNil();
                    break;
                case "bool":
                    writer.WriteBoolean(value.GetBoolean());
                    break;
                case "binary":
                    writer.WriteBinary(Bytes(value));
                    break;
                case "number":
                    WriteNumber(ref writer, value.GetDecimal());
                    break;
                case "bignum":
                    WriteNumber(ref writer, decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture));
                    break;
                case "string":
                    writer.WriteString(value.GetString());
                    break;
                case "array":
                    writer.WriteArrayHeader(value.GetArrayLength());
                    foreach (JsonElement item in value.EnumerateArray()) WriteValue(ref writer, KindOf(item), item);
                    break;
                case "map":
                    JsonProperty[] properties = value.EnumerateObject().ToArray();
                    writer.WriteMapHeader(properties.Length);
                    foreach (JsonProperty property in properties)
                    {
                        writer.WriteString(property.Name);
                        WriteValue(ref writer, KindOf(property.Value), property.Value);
                    }

                    break;
                case "timestamp":
                    writer.WriteTimestamp(new MessagePackTimestamp(value[0].GetInt64(), value[1].GetInt32()));
                    break;
                case "ext":
                    writer.WriteExtension(new MessagePackExtension(value[0].GetSByte(), Bytes(value[1])));
                    break;
                default:
                    throw new AssertionException($"The suite has a kind of value that this test does not know: {kind}");
            }
        }

        private static void WriteNumber(ref MessagePackWriter writer, decimal value)
        {
            if (value != decimal.Truncate(value)) writer.WriteSingle((float)value);
            else if (value < 0) writer.WriteInt64((long)value);
            else writer.WriteUInt64((ulong)value);
        }

        private static string KindOf(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Number => "number",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            JsonValueKind.Object => "map",
            _ => value.ValueKind.ToString(),
        };

        private static byte[] Bytes(JsonElement value) => MessagePackVectors.FromHex(value.GetString()!.Replace("-", string.Empty));

        private static string Written(Write write)
        {
            var buffer = new TestBuffer(256);
            var writer = new MessagePackWriter(buffer);
            write(ref writer);
            writer.Flush();
            return MessageBytes.Hex(buffer.Written.ToArray());
        }

        private static bool IsWhole(ReadOnlySpan<byte> bytes)
        {
            var reader = new MessagePackReader(bytes);
            try
            {
                reader.Skip();
                return true;
            }
            catch (MessagePackException)
            {
                return false;
            }
        }
    }
}
