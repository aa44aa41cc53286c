using System.Collections.Generic;
using System.Linq;
using P2PNet.Generator.Model;
using P2PNet.Messages;

namespace P2PNet.Generator.Baseline;

/// <summary>
/// Compares the messages with the lines that a project keeps of them in a file. A key that has another type than in the file, or that
/// is marked as removed there, is a mistake; whatever else differs is only missing in the file. Without a file nothing is said.
/// </summary>
internal static class SchemaCheck
{
    public static IEnumerable<DiagnosticModel> Of(IReadOnlyCollection<MessageModel> messages, IReadOnlyCollection<SchemaFileModel> files)
    {
        if (files.Count == 0 || messages.Count == 0) return [];
        var diagnostics = new List<DiagnosticModel>();
        Dictionary<string, KeptSchema> kept = Read(files, diagnostics);
        string firstFile = files.First().Name;
        foreach (MessageModel message in messages)
        {
            DiagnosticModel? diagnostic = kept.TryGetValue(message.Name, out KeptSchema? before)
                ? Compare(message, before)
                : Behind(message, firstFile, message.Schema);
            if (diagnostic is not null) diagnostics.Add(diagnostic);
        }

        return diagnostics;
    }

    private static Dictionary<string, KeptSchema> Read(IEnumerable<SchemaFileModel> files, List<DiagnosticModel> diagnostics)
    {
        var kept = new Dictionary<string, KeptSchema>();
        foreach (SchemaFileModel file in files)
        {
            foreach (SchemaLineModel line in file.Lines)
            {
                SchemaType? type = SchemaParser.Parse(line.Text, out string name);
                string? reason = type is null ? "this is not a message's schema" : kept.ContainsKey(name) ? $"there is a line of '{name}' already" : null;
                if (reason is null) kept.Add(name, new(file.Name, line.Text, type!));
                else diagnostics.Add(new(Descriptors.WrongSchemaLine, line.Location, file.Name, reason));
            }
        }

        return kept;
    }

    private static DiagnosticModel? Compare(MessageModel message, KeptSchema before)
    {
        // What the generator wrote itself it can read, unless it is beyond all measure: then there is nothing to compare.
        if (message.Schema == before.Text || SchemaParser.Parse(message.Schema, out _) is not { } now) return null;
        var merged = new MergedSchema(message.Name, now);
        var walk = new SchemaWalk(now, before.Type);
        while (walk.TryNext(out SchemaType ours, out SchemaType theirs, out SchemaPath? path))
        {
            string type = NameOf(message);
            string place = path?.ToString() ?? "the message itself";
            if (MergedSchema.IsGone(theirs)) return new(Descriptors.ReusedKey, message.Location, type, place, before.File);
            if (!SchemaWalk.AreAlike(ours, theirs))
            {
                return new(Descriptors.ChangedKey, message.Location, type, place, theirs.Describe(), before.File, ours.Describe());
            }

            merged.Add(ours, theirs);
            walk.Descend(ours, theirs, path);
        }

        string text = merged.ToString();
        return walk.IsTooLarge || text == before.Text ? null : Behind(message, before.File, text);
    }

    private static DiagnosticModel Behind(MessageModel message, string file, string line) =>
        new(Descriptors.SchemaFileBehind, message.Location, file, NameOf(message), line);

    private static string NameOf(MessageModel message) => Reading.MessageNames.Plain(message.TypeName);

    private sealed record KeptSchema(string File, string Text, SchemaType Type);
}
