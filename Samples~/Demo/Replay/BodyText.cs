using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using P2PNet.Messages;

namespace P2PNet.Demo;

/// <summary>
/// A message's body as JSON, for reading: arrays and maps as they are, bytes as <c>{"bin":"0a0b"}</c>, extension values as <c>{"ext":5,"bin":"0a"}</c>, numbers that JSON
/// has not as text. What is no MessagePack is <c>{"broken":"…"}</c>.
/// </summary>
internal static class BodyText
{
    /// <summary>Letters of all languages as they are; control characters are escaped, so that nothing steers a terminal.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Describe(ReadOnlySpan<byte> body)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Options)) Write(json, body);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> body)
    {
        var reader = new MessagePackReader(body);
        try
        {
            // Read once without a word, so that nothing half is written.
            reader.Skip();
            if (reader.Remaining > 0) throw new MessagePackException("It has more bytes than one value.");
            reader = new MessagePackReader(body);
            Write(json, ref reader);
        }
        catch (MessagePackException)
        {
            json.WriteStartObject();
            json.WriteString("broken", Convert.ToHexStringLower(body));
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, ref MessagePackReader reader)
    {
        switch (reader.NextType)
        {
            case MessagePackType.Nil:
                reader.TryReadNil();
                json.WriteNullValue();
                break;
            case MessagePackType.Boolean:
                json.WriteBooleanValue(reader.ReadBoolean());
                break;
            case MessagePackType.Integer:
                WriteInteger(json, ref reader);
                break;
            case MessagePackType.Float:
                WriteFloat(json, ref reader);
                break;
            case MessagePackType.String:
                json.WriteStringValue(Encoding.UTF8.GetString(reader.ReadUtf8()));
                break;
            case MessagePackType.Array:
                json.WriteStartArray();
                for (int i = reader.ReadArrayHeader(); i > 0; i--) Write(json, ref reader);
                json.WriteEndArray();
                break;
            case MessagePackType.Map:
                json.WriteStartObject();
                for (int i = reader.ReadMapHeader(); i > 0; i--)
                {
                    json.WritePropertyName(KeyText(ref reader));
                    Write(json, ref reader);
                }

                json.WriteEndObject();
                break;
            case MessagePackType.Binary:
                json.WriteStartObject();
                json.WriteString("bin", Convert.ToHexStringLower(reader.ReadBinary()));
                json.WriteEndObject();
                break;
            default:
                ReadOnlySpan<byte> content = reader.ReadExtension(out sbyte type);
                json.WriteStartObject();
                json.WriteNumber("ext", type);
                json.WriteString("bin", Convert.ToHexStringLower(content));
                json.WriteEndObject();
                break;
        }
    }

    private static string KeyText(ref MessagePackReader reader) =>
        reader.NextType == MessagePackType.String ? Encoding.UTF8.GetString(reader.ReadUtf8()) : Describe(reader.ReadRaw());

    private static void WriteInteger(Utf8JsonWriter json, ref MessagePackReader reader)
    {
        MessagePackReader ahead = reader;
        ReadOnlySpan<byte> raw = ahead.ReadRaw();
        // Above 2^63 only the unsigned form goes.
        if (raw[0] == 0xcf) json.WriteNumberValue(reader.ReadUInt64());
        else json.WriteNumberValue(reader.ReadInt64());
    }

    private static void WriteFloat(Utf8JsonWriter json, ref MessagePackReader reader)
    {
        MessagePackReader ahead = reader;
        bool isSingle = ahead.ReadRaw()[0] == 0xca;
        double value = reader.ReadDouble();
        if (!double.IsFinite(value)) json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        // The shortest text of a 32-bit number is shorter than that of the same 64-bit number.
        else if (isSingle) json.WriteNumberValue((float)value);
        else json.WriteNumberValue(value);
    }
}
