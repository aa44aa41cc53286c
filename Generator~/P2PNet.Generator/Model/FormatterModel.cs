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
/// <param name="Reuse">How a class's instances are used again; null where they are not.</param>
internal sealed record FormatterModel(
    string TypeName,
    string DisplayName,
    string ClassName,
    bool IsValueType,
    bool IsMessage,
    EquatableArray<MemberModel> Members,
    EquatableArray<string> ConstructorMembers,
    bool SetsAfterConstruction,
    ReuseModel? Reuse);
