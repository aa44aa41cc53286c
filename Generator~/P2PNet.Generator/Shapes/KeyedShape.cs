using P2PNet.Generator.Emitting;
using P2PNet.Generator.Model;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>A type with keys, which has a generated formatter.</summary>
/// <param name="Name">The type as generated code names it.</param>
/// <param name="FormatterClass">The generated class.</param>
/// <param name="IsValueType">Whether it is a struct.</param>
/// <param name="IsNullable">Whether it is a class that may be null.</param>
/// <param name="PlainForm">Bounds of what a value takes, where the type is plain.</param>
internal sealed record KeyedShape(string Name, string FormatterClass, bool IsValueType, bool IsNullable, PlainForm? PlainForm = null)
    : TypeShape(Name, string.Empty)
{
    public override bool RefusesNull => !IsValueType && !IsNullable;

    public override bool ReadsNil => IsNullable;

    public override string? Absent => RefusesNull ? $"{FormatterClass}.ReadAbsent(ref reader)" : null;

    public override void AppendSchema(SchemaText text) => text.AppendKeyed(FormatterClass);

    public override void AppendWrite(CodeText code, string value, MemberPlace place) =>
        code.Line($"{FormatterClass}.{(IsNullable ? "WriteNullable" : "Write")}(ref writer, {NotNull(value, place)});");

    public override bool CanReadOver => !IsValueType;

    public override string ReadOver(MemberPlace place, string current) => IsValueType
        ? Read(place)
        : $"{(IsNullable ? "reader.TryReadNil() ? null : " : string.Empty)}{FormatterClass}.ReadOver(ref reader, {current})";

    public override string Read(MemberPlace place) => $"{FormatterClass}.{(IsNullable ? "ReadNullable" : "Read")}(ref reader)";

    public override PlainForm? Plain => PlainForm;

    public override string PlainWrite(string value) => $"{FormatterClass}.Write(to, at, {value})";

    public override string PlainReadFails(string local) => $"(at = {FormatterClass}.TryRead(from, at, out {Name} {local})) < 0";
}
