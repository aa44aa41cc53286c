using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Shapes;

/// <summary>A type with a formatter of the user's.</summary>
/// <param name="Name">The type as generated code names it.</param>
/// <param name="FormatterType">The formatter's type as generated code names it; null: it is asked for at run time.</param>
/// <param name="Schema">The type's name.</param>
internal sealed record CustomShape(string Name, string? FormatterType, string Schema) : TypeShape(Name, Schema)
{
    // The formatter may have a meaning of its own for nil.
    public override bool ReadsNil => true;

    public override void AppendSchema(SchemaText text) => text.AppendName(Schema);

    public override void AppendWrite(CodeText code, string value, MemberPlace place) => code.Line($"{Formatter(place)}.Write(ref writer, {value});");

    public override string Read(MemberPlace place) => $"{Formatter(place)}.Read(ref reader)";

    private string Formatter(MemberPlace place) => FormatterType is null
        ? $"{KnownNames.GlobalMessages}.FormatterRegistry.Get<{Name}>()"
        : place.Methods.InstanceOf(FormatterType);
}
