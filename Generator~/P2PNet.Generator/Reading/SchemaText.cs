using System.Collections.Generic;
using System.Linq;
using System.Text;
using P2PNet.Generator.Model;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>
/// The text that a message's schema hash is computed from: its name, then keys and types of all that travels, nested types written
/// out, like <c>Game.Hit(0:u32,1:(0:f32,1:f32),2:[str])</c>. A type inside itself is <c>^n</c>, n types further out. Whether a
/// reference may be null does not count: the same source means the same bytes with nullable on and off.
/// </summary>
internal sealed class SchemaText(IReadOnlyDictionary<string, FormatterModel> formatters)
{
    private readonly List<string> _open = [];
    private readonly StringBuilder _text = new();

    public string Of(string messageName, string formatterClass)
    {
        _text.Append(messageName);
        AppendKeyed(formatterClass);
        return _text.ToString();
    }

    private void AppendKeyed(string formatterClass)
    {
        int known = _open.LastIndexOf(formatterClass);
        if (known >= 0)
        {
            _text.Append('^').Append(_open.Count - 1 - known);
            return;
        }

        _open.Add(formatterClass);
        _text.Append('(');
        bool first = true;
        foreach (MemberModel member in formatters.TryGetValue(formatterClass, out FormatterModel? model) ? model.Members : Enumerable.Empty<MemberModel>())
        {
            if (!first) _text.Append(',');
            first = false;
            _text.Append(member.Key).Append(':');
            Append(member.Shape);
        }

        _text.Append(')');
        _open.RemoveAt(_open.Count - 1);
    }

    private void Append(TypeShape shape)
    {
        switch (shape)
        {
            case KeyedShape keyed:
                AppendKeyed(keyed.FormatterClass);
                break;
            case NullableShape nullable:
                Append(nullable.Inner);
                _text.Append('?');
                break;
            case SequenceShape sequence:
                _text.Append('[');
                Append(sequence.Element);
                _text.Append(']');
                break;
            case DictionaryShape dictionary:
                _text.Append('{');
                Append(dictionary.Key);
                _text.Append(':');
                Append(dictionary.Value);
                _text.Append('}');
                break;
            default:
                _text.Append(shape.Schema);
                break;
        }
    }
}
