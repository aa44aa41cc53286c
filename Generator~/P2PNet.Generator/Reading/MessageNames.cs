using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace P2PNet.Generator.Reading;

/// <summary>Names and the numbers made from them. The runtime's MessageId.FromName computes the same ids.</summary>
internal static class MessageNames
{
    private static readonly SymbolDisplayFormat PlainFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat Display =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat Global = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Like <c>Game.Combat.Hit</c>: what peers, people and hashes know the type by.</summary>
    public static string FullName(ITypeSymbol type) => type.ToDisplayString(PlainFormat);

    /// <summary>The type as a sentence names it: keywords for the built-in types.</summary>
    public static string DisplayName(ITypeSymbol type) => type.ToDisplayString(Display);

    /// <summary>Like <c>global::Game.Combat.Hit</c>, without a question mark at its end.</summary>
    public static string GlobalName(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(Global);

    /// <summary>A name in generated code as a sentence has it.</summary>
    public static string Plain(string globalName) => globalName.Replace("global::", string.Empty);

    /// <summary>
    /// The name of the type's formatter. Names of types never give a digit behind a single underscore, so <c>_1</c>, <c>_2</c> and
    /// <c>_0</c> stand for brackets and comma of a generic type, and different types have different formatters.
    /// </summary>
    public static string FormatterName(INamedTypeSymbol type)
    {
        var text = new StringBuilder();
        AppendIdentifier(text, type);
        return text.Append("Formatter").ToString();
    }

    /// <summary>How deep generic types lie in each other.</summary>
    public static int GenericDepth(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => GenericDepth(array.ElementType),
        INamedTypeSymbol named => System.Math.Max(
            named.ContainingType is null ? 0 : GenericDepth(named.ContainingType),
            named.TypeArguments.IsEmpty ? 0 : 1 + named.TypeArguments.Max(GenericDepth)),
        _ => 0,
    };

    private static void AppendIdentifier(StringBuilder text, ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            AppendArgument(text, array.ElementType);
            text.Append("_3").Append(array.Rank == 1 ? string.Empty : array.Rank.ToString());
            return;
        }

        if (type is ITypeParameterSymbol)
        {
            text.Append(Identifier(type.Name));
            return;
        }

        if (type.ContainingType is { } outer)
        {
            AppendIdentifier(text, outer);
            text.Append('_');
        }
        else if (type.ContainingNamespace is { IsGlobalNamespace: false } space)
        {
            text.Append(Identifier(space.ToDisplayString())).Append('_');
        }

        text.Append(Identifier(type.Name));
        if (type is not INamedTypeSymbol { TypeArguments.IsEmpty: false } generic) return;
        text.Append("_1");
        for (int i = 0; i < generic.TypeArguments.Length; i++)
        {
            if (i > 0) text.Append("_2");
            AppendArgument(text, generic.TypeArguments[i]);
        }

        text.Append("_0");
    }

    /// <summary>An argument that may be null is another one than one that may not: the formatter lets nil through.</summary>
    private static void AppendArgument(StringBuilder text, ITypeSymbol type)
    {
        AppendIdentifier(text, type);
        if (type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated) text.Append("_4");
    }

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
