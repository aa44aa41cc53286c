using System.Linq;
using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>A tuple, or a pair of key and value: an array with as many values as it has items, never more and never fewer.</summary>
/// <param name="BareName">The type as generated code names it, without a question mark at its end.</param>
/// <param name="Items">How the items are written.</param>
/// <param name="ItemNames">The properties that hold them.</param>
/// <param name="IsClass">Whether it is a class.</param>
/// <param name="IsNullable">Whether it is one that may be null.</param>
internal sealed record TupleShape(string BareName, EquatableArray<TypeShape> Items, EquatableArray<string> ItemNames, bool IsClass, bool IsNullable)
    : MethodShape(BareName, IsNullable)
{
    public override bool RefusesNull => IsClass && !IsNullable;

    public override string? Absent => RefusesNull
        ? $"new {BareName}({string.Join(", ", Items.Select(item => item.Absent ?? $"default({item.Name})"))})"
        : null;

    // The number of items belongs to the type: unlike a type with keys, a tuple can't grow.
    public override void AppendSchema(SchemaText text)
    {
        text.Open("tuple" + Items.Count);
        for (int i = 0; i < Items.Count; i++) text.Append(i == 0 ? "0:" : $",{i}:").Append(Items[i]);
        text.Append(")");
    }

    public override string Methods(string name, MemberPlace place) => TupleMethods.Of(this, name, place);
}
