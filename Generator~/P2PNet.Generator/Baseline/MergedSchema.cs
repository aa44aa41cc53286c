using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using P2PNet.Generator.Reading;
using P2PNet.Messages;

namespace P2PNet.Generator.Baseline;

/// <summary>What a message is now, with a mark for every key that it once had: <c>Game.Hit(0:u32,1:gone,2:str)</c>.</summary>
internal sealed class MergedSchema(string name, SchemaType now)
{
    private const string Gone = "gone";

    private readonly Dictionary<SchemaType, HashSet<string>> _keysBefore = [];
    private readonly Dictionary<SchemaType, int> _written = [];
    private readonly StringBuilder _text = new();

    /// <summary>Whether a type is the mark of a key that was removed.</summary>
    public static bool IsGone(SchemaType type) => type is { Kind: SchemaKind.Word, Word: Gone };

    /// <summary>Takes the keys that a type had before. The same type may have been several before.</summary>
    public void Add(SchemaType type, SchemaType before)
    {
        if (before.Members is null) return;
        if (!_keysBefore.TryGetValue(type, out HashSet<string>? keys)) _keysBefore.Add(type, keys = []);
        keys.UnionWith(before.Members.Keys);
    }

    public override string ToString()
    {
        _text.Clear().Append(SchemaText.NameOf(name));
        _written.Clear();
        if (now is { Kind: SchemaKind.Keyed, Word.Length: > 0 }) _text.Append(' ');
        Append(now);
        return _text.ToString();
    }

    private void Append(SchemaType type)
    {
        switch (type.Kind)
        {
            case SchemaKind.Keyed:
                AppendKeyed(type);
                break;
            case SchemaKind.List:
                _text.Append('[');
                Append(type.Inner!);
                _text.Append(']');
                break;
            case SchemaKind.Dictionary:
                _text.Append('{');
                Append(type.Key!);
                _text.Append(':');
                Append(type.Inner!);
                _text.Append('}');
                break;
            case SchemaKind.Optional:
                Append(type.Inner!);
                _text.Append('?');
                break;
            case SchemaKind.Named:
                _text.Append(SchemaText.Quoted(type.Word, '\''));
                break;
            default:
                _text.Append(type.Word);
                break;
        }
    }

    private void AppendKeyed(SchemaType type)
    {
        if (_written.TryGetValue(type, out int number))
        {
            _text.Append('#').Append(number);
            return;
        }

        _written.Add(type, _written.Count);
        _text.Append(type.Word).Append('(');
        string separator = string.Empty;
        foreach (string key in Sorted(type))
        {
            _text.Append(separator).Append(type.Word == "map" ? SchemaText.Quoted(key, '"') : key).Append(':');
            if (type.Members!.TryGetValue(key, out SchemaType member)) Append(member);
            else _text.Append(Gone);
            separator = ",";
        }

        _text.Append(')');
    }

    private IEnumerable<string> Sorted(SchemaType type)
    {
        IEnumerable<string> keys = type.Members!.Keys;
        if (_keysBefore.TryGetValue(type, out HashSet<string>? before)) keys = keys.Union(before);
        return type.Word == "map" ? keys.OrderBy(key => key, StringComparer.Ordinal) : keys.OrderBy(int.Parse);
    }
}
