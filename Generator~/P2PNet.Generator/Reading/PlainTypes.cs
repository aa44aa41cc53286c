using System;
using System.Collections.Generic;
using System.Linq;
using P2PNet.Generator.Emitting;
using P2PNet.Generator.Model;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>
/// Finds the plain types: structs whose members are numbers, booleans, enums and other plain structs, so that what they take on the
/// wire is bounded. Formatters of these get the fast way.
/// </summary>
internal sealed class PlainTypes(IReadOnlyDictionary<string, FormatterModel> models)
{
    // What a writer asks of its buffer at once, and how much code a fast way is, stay within reason.
    private const int MaxLength = 512;
    private const int MaxDepth = 16;

    private readonly Dictionary<string, PlainForm?> _known = [];

    /// <summary>The models, with what was found out in them and in the shapes of their members.</summary>
    public IEnumerable<FormatterModel> Mark() => [.. models.Values.Select(model => model with { Members = new(model.Members.Select(Mark)), Plain = FormOf(model) })];

    private MemberModel Mark(MemberModel member) => member.Shape is KeyedShape keyed ? member with { Shape = keyed with { PlainForm = FormOf(keyed) } } : member;

    private PlainForm? FormOf(TypeShape shape) => shape is KeyedShape { IsValueType: true } keyed && models.TryGetValue(keyed.FormatterClass, out FormatterModel model)
        ? FormOf(model)
        : shape.Plain;

    private PlainForm? FormOf(FormatterModel model)
    {
        if (!model.IsValueType || model.IsMap || model.IsUnion || model.Members.Count == 0) return null;
        if (_known.TryGetValue(model.Reference, out PlainForm? known)) return known;
        int count = model.Members[model.Members.Count - 1].Key + 1;
        int length = PlainMethods.HeadLength(count) + count - model.Members.Count;
        int depth = 0;
        foreach (MemberModel member in model.Members)
        {
            if (member.IsWrittenOnly || FormOf(member.Shape) is not { } form || length > MaxLength) return _known[model.Reference] = null;
            length += form.MaxLength;
            depth = Math.Max(depth, form.Depth);
        }

        return _known[model.Reference] = length <= MaxLength && depth < MaxDepth ? new(length, depth + 1) : null;
    }
}
