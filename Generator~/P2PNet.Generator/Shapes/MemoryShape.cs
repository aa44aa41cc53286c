using P2PNet.Generator.Emitting;

namespace P2PNet.Generator.Shapes;

/// <summary>Memory&lt;byte&gt;, ReadOnlyMemory&lt;byte&gt; or ArraySegment&lt;byte&gt;; read, it has an array of its own.</summary>
internal sealed record MemoryShape(string Name, bool IsSegment) : TypeShape(Name, "bin")
{
    public override void AppendWrite(CodeText code, string value, MemberPlace place) => code.Line(IsSegment
        ? $"writer.WriteBinary(global::System.MemoryExtensions.AsSpan({value}));"
        : $"writer.WriteBinary({value}.Span);");

    public override string Read(MemberPlace place) => $"({Name})reader.ReadByteArray()";
}
