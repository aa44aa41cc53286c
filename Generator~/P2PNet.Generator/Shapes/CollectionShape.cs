using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>A set, queue or stack, or an interface of lists or sets: an array on the wire.</summary>
/// <param name="BareName">The type as generated code names it, without a question mark at its end.</param>
/// <param name="Concrete">The class that is made when it is read.</param>
/// <param name="Element">How elements are written.</param>
/// <param name="Kind">What is done with the elements.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record CollectionShape(string BareName, string Concrete, TypeShape Element, CollectionKind Kind, bool IsNullable)
    : MethodShape(BareName, IsNullable)
{
    public override bool RefusesNull => !IsNullable;

    public override string? Absent => IsNullable ? null : $"new {Concrete}()";

    public override void AppendSchema(SchemaText text) => text.Append("[").Append(Element).Append("]");

    public override bool CanReadOver => BareName == Concrete && Kind != CollectionKind.Stack;

    public override string ReadOver(MemberPlace place, string current) =>
        CanReadOver ? $"{place.Methods.ReaderOverOf(this, place)}(ref reader, {current})" : Read(place);

    public override string Methods(string name, MemberPlace place) => CollectionMethods.Of(this, name, place);
}
