using System.Linq;
using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>An array with two to four dimensions: an array of its lengths and of an array with all elements, the last index fastest.</summary>
/// <param name="BareName">The type as generated code names it, without a question mark at its end.</param>
/// <param name="Element">How elements are written.</param>
/// <param name="Rank">The number of dimensions.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record GridShape(string BareName, TypeShape Element, int Rank, bool IsNullable) : MethodShape(BareName, IsNullable)
{
    public const int MaxRank = 4;

    public override bool RefusesNull => !IsNullable;

    public override string? Absent => IsNullable ? null : $"new {Element.Name}[{string.Join(", ", Enumerable.Repeat("0", Rank))}]";

    public override void AppendSchema(SchemaText text)
    {
        text.Open($"tuple{Rank + 1}");
        for (int i = 0; i < Rank; i++) text.Append($"{i}:i32,");
        text.Append($"{Rank}:[").Append(Element).Append("])");
    }

    public override string Methods(string name, MemberPlace place) => GridMethods.Of(this, name, place);
}
