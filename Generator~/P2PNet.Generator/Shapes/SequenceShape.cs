using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>An array or a List&lt;T&gt;.</summary>
/// <param name="BareName">The type as generated code names it, without a question mark at its end.</param>
/// <param name="Element">How elements are written.</param>
/// <param name="IsArray">Whether it is an array.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record SequenceShape(string BareName, TypeShape Element, bool IsArray, bool IsNullable)
    : TypeShape(IsNullable ? BareName + "?" : BareName, string.Empty)
{
    public override bool RefusesNull => !IsNullable;

    public override bool ReadsNil => IsNullable;

    public override string? Absent => IsNullable ? null : IsArray
        ? $"global::System.Array.Empty<{Element.Name}>()"
        : $"new {BareName}()";

    public override void AppendSchema(SchemaText text) => text.Append("[").Append(Element).Append("]");

    public override void AppendWrite(CodeText code, string value, MemberPlace place) =>
        code.Line($"{place.Methods.WriterOf(this, place)}(ref writer, {NotNull(value, place)});");

    public override bool CanReadOver => true;

    public override string ReadOver(MemberPlace place, string current) => $"{place.Methods.ReaderOverOf(this, place)}(ref reader, {current})";

    public override string Read(MemberPlace place) => $"{place.Methods.ReaderOf(this, place)}(ref reader)";
}
