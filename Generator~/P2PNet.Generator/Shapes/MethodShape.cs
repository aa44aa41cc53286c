using P2PNet.Generator.Emitting;

namespace P2PNet.Generator.Shapes;

/// <summary>A type that is written and read by two methods of the formatter whose member it is.</summary>
/// <param name="BareName">The type as generated code names it, without a question mark at its end.</param>
/// <param name="IsNullable">Whether it is a class that may be null.</param>
internal abstract record MethodShape(string BareName, bool IsNullable) : TypeShape(IsNullable ? BareName + "?" : BareName, string.Empty)
{
    public override bool ReadsNil => IsNullable;

    public override void AppendWrite(CodeText code, string value, MemberPlace place) =>
        code.Line($"{place.Methods.WriterOf(this, place)}(ref writer, {NotNull(value, place)});");

    public override string Read(MemberPlace place) => $"{place.Methods.ReaderOf(this, place)}(ref reader)";

    /// <summary>The two methods.</summary>
    /// <param name="name">What stands behind Write and Read in their names.</param>
    /// <param name="place">The member.</param>
    public abstract string Methods(string name, MemberPlace place);
}
