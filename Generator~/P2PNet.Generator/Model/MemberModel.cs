using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Model;

/// <summary>A member of a keyed type that travels.</summary>
/// <param name="Key">Its place in the array; in a map its number in the order of declaration.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="Shape">How its type is written and read.</param>
/// <param name="IsRequired">Whether C# wants it set in the object's initializer.</param>
/// <param name="MapName">Its name in the map; null in an array.</param>
/// <param name="IsWrittenOnly">Whether it can't be set, and is skipped when it is read.</param>
/// <param name="Reuse">How it is reset.</param>
internal sealed record MemberModel(int Key, string Name, TypeShape Shape, bool IsRequired, string? MapName, bool IsWrittenOnly, ReuseKind Reuse);
