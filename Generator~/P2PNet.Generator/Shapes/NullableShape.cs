using P2PNet.Generator.Emitting;

namespace P2PNet.Generator.Shapes;

/// <summary>A Nullable&lt;T&gt;.</summary>
internal sealed record NullableShape(TypeShape Inner) : TypeShape(Inner.Name + "?", string.Empty)
{
    public override void AppendWrite(CodeText code, string value, MemberPlace place)
    {
        code.Line($"if ({value}.HasValue)");
        code.Open();
        Inner.AppendWrite(code, $"{value}.GetValueOrDefault()", place);
        code.Close();
        code.Line("else");
        code.Open();
        code.Line("writer.WriteNil();");
        code.Close();
    }

    public override string Read(MemberPlace place) => $"reader.TryReadNil() ? default({Name}) : {Inner.Read(place)}";
}
