namespace P2PNet.Generator.Model;

/// <summary>A type that a union's value may be.</summary>
/// <param name="Key">What stands for it on the wire.</param>
/// <param name="TypeName">The type as generated code names it.</param>
/// <param name="Formatter">Its generated formatter.</param>
internal sealed record UnionCaseModel(int Key, string TypeName, string Formatter);
