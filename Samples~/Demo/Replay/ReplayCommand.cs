using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;

namespace P2PNet.Demo;

/// <summary>Prints a recording's timeline, a line for each entry, as text or as JSON.</summary>
internal static class ReplayCommand
{
    public static int Run(CommandLine command, CancellationToken cancellationToken)
    {
        try
        {
            using RecordingReader reader = RecordingReader.Open(command.RecordingPath);
            using var output = new StreamWriter(Console.OpenStandardOutput());
            IReplayWriter writer = command.IsJson ? new ReplayJson(output) : new ReplayText(output);
            writer.WriteHeader(reader);
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                writer.WriteEntry(reader);
            }

            writer.WriteEnd(reader);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DemoException(e.Message);
        }
    }

    /// <summary>To whom a message went, by name.</summary>
    public static IEnumerable<string> Receivers(RecordingReader reader) => reader.Receivers.Select(number => reader.Players[number].Name);

    /// <summary>The name of the message's type, or its id where nobody knew it.</summary>
    public static string MessageName(RecordingReader reader) =>
        reader.MessageTypes.TryGetValue(reader.MessageId, out RecordedMessageType? type) ? type.Name : $"id {reader.MessageId}";
}
