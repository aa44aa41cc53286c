namespace P2PNet.Generator.Model;

/// <summary>A type with keys, for which one formatter is generated.</summary>
/// <param name="TypeName">The type as generated code names it, from <c>global::</c> on.</param>
/// <param name="DisplayName">The type as sentences name it.</param>
/// <param name="ClassName">The name of the generated class.</param>
/// <param name="IsValueType">Whether it is a struct.</param>
/// <param name="IsMessage">Whether the formatter is registered, and so implements the interface.</param>
/// <param name="Members">What travels, by ascending key.</param>
/// <param name="ConstructorMembers">Names of the members that the constructor takes, in its order.</param>
/// <param name="SetsAfterConstruction">
/// Whether all members can be assigned to an instance that exists. Otherwise they are read into locals and the instance is made last.
/// </param>
/// <param name="IsMap">Whether members have names and travel in a map.</param>
/// <param name="Cases">Of a union, the types that a value may be, by ascending key; then there are no members.</param>
/// <param name="Home">The type that the formatter is nested in because it needs its private members; null where it stands by itself.</param>
/// <param name="Reuse">How a class's instances are used again; null where they are not.</param>
/// <param name="Plain">Bounds of what a value takes, where the type is plain; see <see cref="Reading.PlainTypes"/>.</param>
internal sealed record FormatterModel(
    string TypeName,
    string DisplayName,
    string ClassName,
    bool IsValueType,
    bool IsMessage,
    EquatableArray<MemberModel> Members,
    EquatableArray<string> ConstructorMembers,
    bool SetsAfterConstruction,
    bool IsMap,
    EquatableArray<UnionCaseModel> Cases,
    HomeModel? Home,
    ReuseModel? Reuse,
    PlainForm? Plain = null)
{
    public bool IsUnion => Cases.Count > 0;

    /// <summary>The class as other generated code names it.</summary>
    public string Reference => Home is null ? ClassName : $"{TypeName}.{ClassName}";
}
