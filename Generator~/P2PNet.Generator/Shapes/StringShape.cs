using P2PNet.Generator.Emitting;

namespace P2PNet.Generator.Shapes;

/// <summary>A string.</summary>
internal sealed record StringShape(bool IsNullable) : TypeShape(IsNullable ? "string?" : "string", "str")
{
    public override bool RefusesNull => !IsNullable;

    public override bool ReadsNil => IsNullable;

    public override string? Absent => IsNullable ? null : "string.Empty";

    public override void AppendWrite(CodeText code, string value, MemberPlace place) =>
        code.Line($"writer.WriteString({NotNull(value, place)});");

    public override bool CanReadOver => true;

    public override string ReadOver(MemberPlace place, string current) =>
        $"{(IsNullable ? "reader.TryReadNil() ? null : " : string.Empty)}{KnownNames.GlobalMessages}.MessageReuse.ReadString(ref reader, {current})";

    public override string Read(MemberPlace place) => IsNullable ? "reader.ReadNullableString()" : "reader.ReadString()";
}
