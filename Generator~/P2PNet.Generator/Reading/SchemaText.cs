using System.Collections.Generic;
using System.Linq;
using System.Text;
using P2PNet.Generator.Model;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>
/// The text that a message's schema hash is computed from: its name, then keys and types of all that travels, nested types written
/// out, like <c>Game.Hit(0:u32,1:(0:f32,1:f32),2:[str])</c>. A type that is written out already is <c>#n</c>: the one behind the
/// opening parenthesis number n, the message's own being 0. So the text is no longer than the types are, and a type can hold itself.
/// Whether a reference may be null does not count: the same source means the same bytes with nullable on and off.
/// The runtime's SchemaParser reads it.
/// </summary>
internal sealed class SchemaText(IReadOnlyDictionary<string, FormatterModel> formatters)
{
    private readonly Dictionary<string, int> _written = [];
    private readonly StringBuilder _text = new();

    public string Of(string messageName, string formatterClass)
    {
        Append(messageName.All(IsPlain) ? messageName : Quoted(messageName, '"'));
        AppendKeyed(formatterClass);
        return _text.ToString();
    }

    public SchemaText Append(string text)
    {
        _text.Append(text);
        return this;
    }

    public SchemaText Append(TypeShape shape)
    {
        shape.AppendSchema(this);
        return this;
    }

    /// <summary>Appends the name of a type of which nothing else is known.</summary>
    public void AppendName(string name) => Append(Quoted(name, '\''));

    /// <summary>
    /// Begins a type that has parts, or refers to where it was written out before; then there is nothing left to append.
    /// Whoever gets true appends the parts and a closing parenthesis.
    /// </summary>
    /// <param name="identity">The type's name in this text.</param>
    public bool TryOpen(string identity)
    {
        if (_written.TryGetValue(identity, out int number))
        {
            _text.Append('#').Append(number);
            return false;
        }

        _written.Add(identity, _written.Count);
        _text.Append('(');
        return true;
    }

    /// <summary>Begins a type whose parts have numbers and that is written out wherever it comes, since it can't hold itself.</summary>
    /// <param name="word">What stands before the parenthesis.</param>
    public void Open(string word)
    {
        _text.Append(word).Append('(');
        _written.Add("(" + _written.Count, _written.Count);
    }

    /// <summary>Appends a type with keys.</summary>
    public void AppendKeyed(string formatterClass)
    {
        if (!TryOpen(formatterClass)) return;
        bool first = true;
        foreach (MemberModel member in formatters.TryGetValue(formatterClass, out FormatterModel? model) ? model.Members : Enumerable.Empty<MemberModel>())
        {
            if (!first) _text.Append(',');
            first = false;
            _text.Append(member.Key).Append(':');
            Append(member.Shape);
        }

        _text.Append(')');
    }

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '+' or '<' or '>';

    private static string Quoted(string text, char quote) =>
        quote + text.Replace("\\", @"\\").Replace(quote.ToString(), "\\" + quote) + quote;
}
