namespace P2PNet.Generator.Model;

/// <summary>What is known of a type whose values take a bounded number of bytes.</summary>
/// <param name="MaxLength">The most bytes that a value takes.</param>
/// <param name="Depth">How deep its arrays lie in each other; 0 for a value that holds no others.</param>
/// <param name="IsFixed">Whether each value takes so many bytes.</param>
internal sealed record PlainForm(int MaxLength, int Depth = 0, bool IsFixed = false);
