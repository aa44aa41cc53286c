using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace P2PNet.Generator.Model;

/// <summary>A file that keeps what the messages of an assembly were when they were last released.</summary>
/// <param name="Name">The file's name, without folders.</param>
/// <param name="Lines">Its lines, without empty ones and comments.</param>
internal sealed record SchemaFileModel(string Name, EquatableArray<SchemaLineModel> Lines)
{
    /// <summary>How the names of such files end.</summary>
    public const string Ending = ".schema.txt";

    public static SchemaFileModel Read(string path, SourceText? text) => new(Path.GetFileName(path), new(LinesOf(path, text)));

    private static IEnumerable<SchemaLineModel> LinesOf(string path, SourceText? text)
    {
        foreach (TextLine line in text?.Lines.AsEnumerable() ?? [])
        {
            string content = line.ToString().Trim();
            if (content.Length == 0 || content[0] == '#') continue;
            int number = line.LineNumber;
            var place = new LinePositionSpan(new(number, 0), new(number, line.Span.Length));
            yield return new(content, new(path, line.Span, place));
        }
    }
}
