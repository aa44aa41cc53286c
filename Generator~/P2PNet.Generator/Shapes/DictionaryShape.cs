using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>A Dictionary&lt;TKey, TValue&gt;, or an interface of one.</summary>
/// <param name="BareName">The type as generated code names it, without a question mark at its end.</param>
/// <param name="Concrete">The class that is made when it is read.</param>
/// <param name="Key">How keys are written.</param>
/// <param name="Value">How values are written.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record DictionaryShape(string BareName, string Concrete, TypeShape Key, TypeShape Value, bool IsNullable)
    : TypeShape(IsNullable ? BareName + "?" : BareName, string.Empty)
{
    public override bool RefusesNull => !IsNullable;

    public override bool ReadsNil => IsNullable;

    public override string? Absent => IsNullable ? null : $"new {Concrete}()";

    public override void AppendSchema(SchemaText text) => text.Append("{").Append(Key).Append(":").Append(Value).Append("}");

    public override void AppendWrite(CodeText code, string value, MemberPlace place) =>
        code.Line($"{place.Methods.WriterOf(this, place)}(ref writer, {NotNull(value, place)});");

    public override bool CanReadOver => BareName == Concrete;

    public override string ReadOver(MemberPlace place, string current) =>
        CanReadOver ? $"{place.Methods.ReaderOverOf(this, place)}(ref reader, {current})" : Read(place);

    public override string Read(MemberPlace place) => $"{place.Methods.ReaderOf(this, place)}(ref reader)";
}
