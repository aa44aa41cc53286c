using System.Text;
using Microsoft.CodeAnalysis;

namespace P2PNet.Generator.Reading;

/// <summary>Names and the numbers made from them. The runtime's MessageId.FromName computes the same ids.</summary>
internal static class MessageNames
{
    private static readonly SymbolDisplayFormat Plain = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat Display =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat Global = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Like <c>Game.Combat.Hit</c>: what peers, people and hashes know the type by.</summary>
    public static string FullName(ITypeSymbol type) => type.ToDisplayString(Plain);

    /// <summary>The type as a sentence names it: keywords for the built-in types.</summary>
    public static string DisplayName(ITypeSymbol type) => type.ToDisplayString(Display);

    /// <summary>Like <c>global::Game.Combat.Hit</c>, without a question mark at its end.</summary>
    public static string GlobalName(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(Global);

    /// <summary>Like <c>Game_Combat_Hit</c>: an identifier; underscores that were there are doubled, so that names stay apart.</summary>
    public static string Identifier(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (c == '_') text.Append("__");
            else if (char.IsLetterOrDigit(c)) text.Append(c);
            else if (c is not (' ' or '>')) text.Append('_');
        }

        if (text.Length > 0 && char.IsDigit(text[0])) text.Insert(0, '_');
        return text.ToString();
    }

    public static ushort IdFromName(string name)
    {
        uint hash = 0x811c9dc5;
        foreach (char unit in name)
        {
            hash = unchecked((hash ^ (byte)unit) * 0x01000193);
            hash = unchecked((hash ^ (byte)(unit >> 8)) * 0x01000193);
        }

        uint folded = (hash >> 16) ^ (hash & 0xffff);
        return (ushort)(folded > KnownNames.MaxExplicitId ? folded : folded + 0x8000);
    }

    /// <summary>64-bit FNV-1a over the UTF-16 code units, low byte first.</summary>
    public static ulong Hash64(string text)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (char unit in text)
        {
            hash = unchecked((hash ^ (byte)unit) * 0x100000001b3);
            hash = unchecked((hash ^ (byte)(unit >> 8)) * 0x100000001b3);
        }

        return hash;
    }
}
