using P2PNet.Generator.Emitting;

namespace P2PNet.Generator.Shapes;

/// <summary>A BitArray, which travels as an array of booleans.</summary>
internal sealed record BitArrayShape(bool IsNullable) : TypeShape(IsNullable ? BareName + "?" : BareName, "[bool]")
{
    private const string BareName = "global::System.Collections.BitArray";

    public override bool RefusesNull => !IsNullable;

    public override bool ReadsNil => IsNullable;

    public override string? Absent => IsNullable ? null : $"new {BareName}(0)";

    public override void AppendWrite(CodeText code, string value, MemberPlace place) =>
        code.Line($"writer.WriteBitArray({NotNull(value, place)});");

    public override string Read(MemberPlace place) => IsNullable ? "reader.ReadNullableBitArray()" : "reader.ReadBitArray()";
}
