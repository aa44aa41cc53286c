using P2PNet.Generator.Emitting;

namespace P2PNet.Generator.Shapes;

/// <summary>A type that reader and writer have a method for: bool, char, the integers and the floating-point numbers.</summary>
internal sealed record PrimitiveShape(string Name, string Method, string Schema) : TypeShape(Name, Schema)
{
    public override void AppendWrite(CodeText code, string value, MemberPlace place) => code.Line($"writer.Write{Method}({value});");

    public override string Read(MemberPlace place) => $"reader.Read{Method}()";
}
