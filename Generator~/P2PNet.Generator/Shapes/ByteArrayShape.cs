using P2PNet.Generator.Emitting;

namespace P2PNet.Generator.Shapes;

/// <summary>A byte array, which travels as MessagePack's bytes and not as an array of numbers.</summary>
internal sealed record ByteArrayShape(bool IsNullable) : TypeShape(IsNullable ? "byte[]?" : "byte[]", "bin")
{
    public override bool RefusesNull => !IsNullable;

    public override bool ReadsNil => IsNullable;

    public override string? Absent => IsNullable ? null : "global::System.Array.Empty<byte>()";

    public override void AppendWrite(CodeText code, string value, MemberPlace place) =>
        code.Line($"writer.WriteBinary({NotNull(value, place)});");

    public override bool CanReadOver => true;

    public override string ReadOver(MemberPlace place, string current) =>
        $"{(IsNullable ? "reader.TryReadNil() ? null : " : string.Empty)}{KnownNames.GlobalMessages}.MessageReuse.ReadByteArray(ref reader, {current})";

    public override string Read(MemberPlace place) => IsNullable ? "reader.ReadNullableByteArray()" : "reader.ReadByteArray()";
}
