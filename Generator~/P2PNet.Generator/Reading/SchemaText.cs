using System;
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
/// Names of a map are sorted, <c>map("x":f32,"y":f32)</c>, and a union is <c>union(0:(0:u32),1:(0:str))</c>.
/// Whether a reference may be null does not count: the same source means the same bytes with nullable on and off.
/// The runtime's SchemaParser reads it.
/// </summary>
internal sealed class SchemaText(IReadOnlyDictionary<string, FormatterModel> formatters)
{
    private readonly Dictionary<string, int> _written = [];
    private readonly StringBuilder _text = new();

    public string Of(string messageName, string formatterClass)
    {
        Append(NameOf(messageName));
        if (WordOf(formatterClass).Length > 0) Append(" ");
        AppendKeyed(formatterClass);
        return _text.ToString();
    }

    /// <summary>A message's name as the text has it: as it is, or in quotes where a reader could take its end for something else.</summary>
    public static string NameOf(string messageName) =>
        messageName.Length > 0 && messageName.All(IsPlain) ? messageName : Quoted(messageName, '"');

    /// <summary>Text in quotes; quotes and backslashes in it have a backslash before them.</summary>
    public static string Quoted(string text, char quote) =>
        quote + text.Replace("\\", @"\\").Replace(quote.ToString(), "\\" + quote) + quote;

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
    /// <param name="word">What stands before the parenthesis.</param>
    public bool TryOpen(string identity, string word = "")
    {
        if (_written.TryGetValue(identity, out int number))
        {
            _text.Append('#').Append(number);
            return false;
        }

        _written.Add(identity, _written.Count);
        _text.Append(word).Append('(');
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
        if (!TryOpen(formatterClass, WordOf(formatterClass))) return;
        if (formatters.TryGetValue(formatterClass, out FormatterModel? model))
        {
            string separator = string.Empty;
            foreach (UnionCaseModel item in model.Cases)
            {
                _text.Append(separator).Append(item.Key).Append(':');
                AppendKeyed(item.Formatter);
                separator = ",";
            }

            foreach (MemberModel member in model.Members.OrderBy(member => member.MapName, StringComparer.Ordinal))
            {
                _text.Append(separator).Append(member.MapName is null ? member.Key.ToString() : Quoted(member.MapName, '"')).Append(':');
                Append(member.Shape);
                separator = ",";
            }
        }

        _text.Append(')');
    }

    private string WordOf(string formatterClass) => !formatters.TryGetValue(formatterClass, out FormatterModel? model) ? string.Empty
        : model.IsUnion ? "union"
        : model.IsMap ? "map"
        : string.Empty;

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '+' or '<' or '>';
}
