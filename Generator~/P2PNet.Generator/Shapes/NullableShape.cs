using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>A Nullable&lt;T&gt;.</summary>
internal sealed record NullableShape(TypeShape Inner) : TypeShape(Inner.Name + "?", string.Empty)
{
    public override bool ReadsNil => true;

    public override void AppendSchema(SchemaText text) => text.Append(Inner).Append("?");

    public override void AppendWrite(CodeText code, string value, MemberPlace place)
    {
        var inner = new CodeText();
        Inner.AppendWrite(inner, $"{value}.GetValueOrDefault()", place);
        code.Line($"if ({value}.HasValue) {inner.ToString().TrimEnd()}");
        code.Line("else writer.WriteNil();");
    }

    public override string Read(MemberPlace place) => $"reader.TryReadNil() ? default({Name}) : {Inner.Read(place)}";
}
