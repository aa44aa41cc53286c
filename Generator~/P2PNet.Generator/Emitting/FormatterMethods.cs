using System.Collections.Generic;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Emitting;

/// <summary>
/// What a generated formatter has beside Write and Read: a pair of methods for each collection and tuple, named for its member, and the
/// instances of the user's formatters.
/// </summary>
/// <param name="depth">How deep the formatter's members are indented.</param>
internal sealed class FormatterMethods(int depth)
{
    private readonly Dictionary<string, string> _instances = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly HashSet<string> _taken = ["Nullable", "Absent", "Over"];
    private readonly HashSet<string> _readOver = [];
    private readonly CodeText _methods = new(depth);

    public int Depth => depth;

    public string Methods => _methods.ToString();

    /// <summary>User's formatters by the name of the field that holds one.</summary>
    public IEnumerable<KeyValuePair<string, string>> Instances => _instances;

    /// <summary>The field that holds an instance of a user's formatter.</summary>
    public string InstanceOf(string formatterType)
    {
        foreach (KeyValuePair<string, string> instance in _instances)
        {
            if (instance.Value == formatterType) return instance.Key;
        }

        string simple = formatterType.Substring(formatterType.LastIndexOfAny(['.', ':']) + 1).TrimEnd('>');
        string name = Unique("The" + Reading.MessageNames.Identifier(simple));
        _instances.Add(name, formatterType);
        return name;
    }

    /// <summary>The method that writes a member's collection.</summary>
    public string WriterOf(TypeShape shape, MemberPlace place) => "Write" + NameOf(shape, place);

    /// <summary>The method that reads a member's collection.</summary>
    public string ReaderOf(TypeShape shape, MemberPlace place) => "Read" + NameOf(shape, place);

    /// <summary>The method that reads a member's collection into one that is there.</summary>
    public string ReaderOverOf(TypeShape shape, MemberPlace place)
    {
        string name = NameOf(shape, place);
        if (!_readOver.Add(name)) return "Read" + name;
        string method = shape switch
        {
            DictionaryShape dictionary => DictionaryMethods.Over(dictionary, name, place),
            CollectionShape collection => CollectionMethods.Over(collection, name, place),
            _ => SequenceMethods.Over((SequenceShape)shape, name, place),
        };
        _methods.Append(method);
        return "Read" + name;
    }

    private string NameOf(TypeShape shape, MemberPlace place)
    {
        if (_names.TryGetValue(place.Label, out string? name)) return name;
        name = Unique(place.Hint);
        _names.Add(place.Label, name);
        string methods = shape switch
        {
            DictionaryShape dictionary => DictionaryMethods.Of(dictionary, name, place),
            SequenceShape sequence => SequenceMethods.Of(sequence, name, place),
            _ => ((MethodShape)shape).Methods(name, place),
        };
        _methods.Append(methods);
        return name;
    }

    private string Unique(string wanted)
    {
        while (!_taken.Add(wanted)) wanted += "_";
        return wanted;
    }
}
