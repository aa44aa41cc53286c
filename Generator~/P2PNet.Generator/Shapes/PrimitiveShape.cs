using P2PNet.Generator.Emitting;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Shapes;

/// <summary>A type that reader and writer have a method for: bool, char, the integers and the floating-point numbers.</summary>
internal sealed record PrimitiveShape(string Name, string Method, string Schema) : TypeShape(Name, Schema)
{
    public override void AppendWrite(CodeText code, string value, MemberPlace place) => code.Line($"writer.Write{Method}({value});");

    public override string Read(MemberPlace place) => $"reader.Read{Method}()";

    public override PlainForm? Plain => Method switch
    {
        "Boolean" => new(1, IsFixed: true),
        "Single" => new(5, IsFixed: true),
        "Double" => new(9, IsFixed: true),
        "Byte" or "SByte" => new(2),
        "UInt16" or "Int16" or "Char" => new(3),
        "UInt32" or "Int32" => new(5),
        "UInt64" or "Int64" => new(9),
        _ => null,
    };

    public override string PlainPut(string span, int offset, string value) => $"PlainWriter.Put{Method}({span}, {offset}, {value});";

    public override string PlainGetFails(string span, int offset, string local) => $"!PlainReader.TryGet{Method}({span}, {offset}, out {Name} {local})";

    public override string PlainWrite(string value) => $"PlainWriter.Write{Method}(to, at, {value})";

    public override string PlainReadFails(string local) => $"!PlainReader.TryRead{Method}(from, ref at, out {Name} {local})";
}
