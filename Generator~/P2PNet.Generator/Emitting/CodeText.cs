using System.Text;

namespace P2PNet.Generator.Emitting;

/// <summary>Lines of code with their indentation.</summary>
internal sealed class CodeText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public CodeText(int depth = 0) => _depth = depth;

    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
    }

    public void Open()
    {
        Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    public void Indent() => _depth++;

    public void Unindent() => _depth--;

    /// <summary>Appends lines that have their indentation already.</summary>
    public void Append(string lines) => _text.Append(lines);

    public override string ToString() => _text.ToString();
}
