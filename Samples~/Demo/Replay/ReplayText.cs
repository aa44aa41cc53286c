using System.Globalization;
using System.IO;
using System.Linq;

namespace P2PNet.Demo;

/// <summary>A recording for people: time, direction, name, size and content, in columns.</summary>
internal sealed class ReplayText(TextWriter output) : IReplayWriter
{
    private const int LongestContent = 120;

    private long _received;
    private long _sent;
    private long _missing;

    public void WriteHeader(RecordingReader reader) =>
        output.WriteLine($"Recorded by {reader.Software} on {reader.StartedAt.ToString("u", CultureInfo.InvariantCulture)} in the lobby \"{Printable(reader.LobbyName)}\".");

    public void WriteEntry(RecordingReader reader)
    {
        switch (reader.Kind)
        {
            case RecordedKind.Received:
                _received++;
                WriteMessage(reader, "<-", reader.Player!.Name);
                break;
            case RecordedKind.Sent:
                _sent++;
                WriteMessage(reader, "->", string.Join(", ", ReplayCommand.Receivers(reader)));
                break;
            case RecordedKind.Request:
                WriteLine(reader, $"{(reader.IsSent ? "->" : "<-")} {Printable(reader.Player!.Name),-12} {reader.RequestPart.ToString().ToLowerInvariant()} {reader.RequestNumber} {(reader.RequestPart == RecordedRequestPart.Refusal ? "" : ReplayCommand.MessageName(reader))} {reader.Body.Length} B  {Content(reader)}");
                break;
            case RecordedKind.Gap:
                _missing += reader.MissingMessages;
                WriteLine(reader, $"** {reader.MissingMessages} messages are missing here, {reader.MissingBytes} bytes: the disk was too slow, or they are too large");
                break;
            case RecordedKind.MessageType:
            case RecordedKind.End:
                break;
            default:
                WriteLine(reader, "** " + Describe(reader));
                break;
        }
    }

    public void WriteEnd(RecordingReader reader)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reader.Time.TotalSeconds:0.000} s: {_received} messages in, {_sent} out{(_missing > 0 ? $", {_missing} missing" : "")}."));
        if (reader.IsCut) output.WriteLine("The file was cut off: whoever wrote it crashed, or is still writing.");
    }

    private static string Describe(RecordingReader reader) => reader.Kind switch
    {
        RecordedKind.Player => $"{Printable(reader.Player!.Name)} {(reader.Player.IsJoining ? "joins" : reader.Player.Number == 0 ? "records" : "is there, " + reader.Player.State)}{(reader.Player.IsHost ? ", hosts" : "")}",
        RecordedKind.PlayerLeft => $"{Printable(reader.Player!.Name)} left",
        RecordedKind.HostChanged => $"{Printable(reader.Player?.Name ?? "nobody")} hosts",
        RecordedKind.LinkChanged => $"the link to {Printable(reader.Player!.Name)}: {reader.LinkChange}{(reader.Failure is { } failure ? $", {failure.Stage}: {Printable(failure.Reason)}" : "")}",
        RecordedKind.StateChanged => $"the session: {reader.State}{(reader.Reason is string reason ? $", {Printable(reason)}" : "")}",
        RecordedKind.MessageRejected => $"rejected from {Printable(reader.Player!.Name)}: {Printable(reader.Reason!)}",
        RecordedKind other => $"an entry of kind {(int)other}",
    };

    private void WriteMessage(RecordingReader reader, string arrow, string who)
    {
        WriteLine(reader, $"{arrow} {Printable(who),-12} {ReplayCommand.MessageName(reader),-28} {reader.Delivery,-19} {reader.Body.Length,6} B  {Content(reader)}");
    }

    private static string Content(RecordingReader reader)
    {
        string content = BodyText.Describe(reader.Body);
        return content.Length > LongestContent ? content[..LongestContent] + "…" : content;
    }

    private void WriteLine(RecordingReader reader, string text) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reader.Time.TotalSeconds,10:0.000}  {text}"));

    /// <summary>What others write must not steer the terminal.</summary>
    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
