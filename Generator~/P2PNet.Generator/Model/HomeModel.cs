namespace P2PNet.Generator.Model;

/// <summary>The partial type in which a formatter is declared, so that private members are in its reach.</summary>
/// <param name="Namespace">The type's namespace; empty for the global one.</param>
/// <param name="Declarations">The type and those around it from outside, like <c>partial struct Pair&lt;T&gt;</c>.</param>
internal sealed record HomeModel(string Namespace, EquatableArray<string> Declarations);
