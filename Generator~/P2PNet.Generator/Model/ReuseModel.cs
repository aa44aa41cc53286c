namespace P2PNet.Generator.Model;

/// <summary>How instances of a class are used again.</summary>
/// <param name="IsPooled">Whether the formatter says so to the pools: the type is a message and does not forbid it.</param>
/// <param name="Unsent">Names of the members that do not travel and can be copied.</param>
internal sealed record ReuseModel(bool IsPooled, EquatableArray<string> Unsent);
