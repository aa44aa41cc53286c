using P2PNet.Generator.Emitting;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Shapes;

/// <summary>An enum: its number. Numbers without a name pass, as they do in C#.</summary>
internal sealed record EnumShape(string Name, PrimitiveShape Underlying) : TypeShape(Name, "enum:" + Underlying.Schema)
{
    public override void AppendWrite(CodeText code, string value, MemberPlace place) =>
        Underlying.AppendWrite(code, $"({Underlying.Name}){value}", place);

    public override string Read(MemberPlace place) => $"({Name}){Underlying.Read(place)}";

    public override PlainForm? Plain => Underlying.Plain;

    public override string PlainWrite(string value) => Underlying.PlainWrite($"({Underlying.Name}){value}");

    public override string PlainReadFails(string local) => Underlying.PlainReadFails(local);

    public override string PlainValue(string local) => $"({Name}){local}";
}
