using System;
using System.IO;
using System.Text;
using System.Text.Json;

namespace P2PNet.Demo;

/// <summary>A recording for programs: one JSON object a line.</summary>
internal sealed class ReplayJson(TextWriter output) : IReplayWriter
{
    private readonly MemoryStream _line = new();

    public void WriteHeader(RecordingReader reader) => Write(json =>
    {
        json.WriteString("kind", "header");
        json.WriteString("startedAt", reader.StartedAt);
        json.WriteString("software", reader.Software);
        json.WriteString("lobby", reader.LobbyName);
        json.WriteNumber("maxPlayers", reader.MaxPlayers);
    });

    public void WriteEntry(RecordingReader reader) => Write(json =>
    {
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(reader.Kind.ToString()));
        json.WriteNumber("time", reader.Time.TotalSeconds);
        WriteMembers(json, reader);
    });

    public void WriteEnd(RecordingReader reader)
    {
        if (!reader.IsCut) return;
        Write(json =>
        {
            json.WriteString("kind", "cut");
            json.WriteNumber("byte", reader.Offset);
        });
    }

    private static void WriteMembers(Utf8JsonWriter json, RecordingReader reader)
    {
        switch (reader.Kind)
        {
            case RecordedKind.MessageType:
                RecordedMessageType type = reader.MessageTypes[reader.MessageId];
                json.WriteNumber("id", type.Id);
                json.WriteString("name", type.Name);
                json.WriteString("schemaHash", type.SchemaHash.ToString("x16"));
                json.WriteString("schema", type.Schema);
                break;
            case RecordedKind.Received:
                json.WriteString("from", reader.Player!.Name);
                WriteMessage(json, reader);
                break;
            case RecordedKind.Sent:
                json.WriteStartArray("to");
                foreach (string name in ReplayCommand.Receivers(reader)) json.WriteStringValue(name);
                json.WriteEndArray();
                WriteMessage(json, reader);
                break;
            case RecordedKind.Request:
                json.WriteString(reader.IsSent ? "to" : "from", reader.Player!.Name);
                json.WriteString("part", JsonNamingPolicy.CamelCase.ConvertName(reader.RequestPart.ToString()));
                json.WriteNumber("number", reader.RequestNumber);
                if (reader.RequestPart != RecordedRequestPart.Refusal) json.WriteString("message", ReplayCommand.MessageName(reader));
                json.WriteNumber("size", reader.Body.Length);
                json.WritePropertyName("body");
                BodyText.Write(json, reader.Body);
                break;
            case RecordedKind.Gap:
                json.WriteNumber("messages", reader.MissingMessages);
                json.WriteNumber("bytes", reader.MissingBytes);
                break;
            default:
                WriteEvent(json, reader);
                break;
        }
    }

    private static void WriteEvent(Utf8JsonWriter json, RecordingReader reader)
    {
        if (reader.Player is RecordedPlayer player)
        {
            json.WriteString("player", player.Name);
            json.WriteNumber("number", player.Number);
        }

        if (reader.Kind == RecordedKind.Player) json.WriteBoolean("joins", reader.Player!.IsJoining);
        if (reader.Kind == RecordedKind.LinkChanged) json.WriteString("link", JsonNamingPolicy.CamelCase.ConvertName(reader.LinkChange.ToString()));
        if (reader.Kind == RecordedKind.StateChanged) json.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(reader.State.ToString()));
        if (reader.Failure is { } failure)
        {
            json.WriteString("stage", JsonNamingPolicy.CamelCase.ConvertName(failure.Stage.ToString()));
            json.WriteString("reason", failure.Reason);
        }

        if (reader.Reason is string reason) json.WriteString("reason", reason);
    }

    private static void WriteMessage(Utf8JsonWriter json, RecordingReader reader)
    {
        json.WriteNumber("id", reader.MessageId);
        json.WriteString("message", ReplayCommand.MessageName(reader));
        json.WriteString("delivery", JsonNamingPolicy.CamelCase.ConvertName(reader.Delivery.ToString()));
        json.WriteNumber("size", reader.Body.Length);
        json.WritePropertyName("body");
        BodyText.Write(json, reader.Body);
    }

    private void Write(Action<Utf8JsonWriter> members)
    {
        _line.SetLength(0);
        using (var json = new Utf8JsonWriter(_line, BodyText.Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length));
    }
}
