using System.Linq;
using Microsoft.CodeAnalysis;

namespace P2PNet.Generator.Reading;

/// <summary>What a type's own attributes say of its members' keys.</summary>
/// <param name="UsesNames">Whether members without a key are known by their names in C#.</param>
/// <param name="IsForeign">Whether the type is one of MessagePack-CSharp's, and its members follow the rules there.</param>
/// <param name="TakesPrivate">Whether members that are not public are known by their names too.</param>
internal sealed record KeyRules(bool UsesNames, bool IsForeign, bool TakesPrivate)
{
    public static KeyRules Of(INamedTypeSymbol type)
    {
        AttributeData? foreign = ForeignOf(type);
        bool usesNames = Attributes.All(type, KnownNames.MessageAttribute).Any(attribute => Attributes.Named<bool>(attribute, "KeyAsPropertyName"));
        return foreign is null
            ? new(usesNames, false, false)
            : new(
                usesNames || foreign.ConstructorArguments.Any(argument => argument.Value is true),
                true,
                Attributes.Named<bool>(foreign, "AllowPrivate"));
    }

    /// <summary>Whether a type has keys, is a union or is a message.</summary>
    public static bool IsKeyed(INamedTypeSymbol type) =>
        Attributes.Has(type, KnownNames.MessageAttribute) ||
        Attributes.Has(type, KnownNames.UnionAttributes) ||
        ForeignOf(type) is not null ||
        KeyedMember.Candidates(type).Any(member => KeyedMember.KeyOf(member) is not null);

    /// <summary>The member's key, a number or a name; null for one that is not sent.</summary>
    public object? KeyOf(ISymbol member)
    {
        if (KeyedMember.IsIgnored(member)) return null;
        object? given = KeyedMember.KeyOf(member);
        if (!UsesNames || given is string || (given is not null && !IsForeign)) return given;
        return KeyedMember.HoldsValue(member) && (TakesPrivate || member.DeclaredAccessibility == Accessibility.Public) ? member.Name : null;
    }

    /// <summary>The attribute is inherited: what derives from a MessagePackObject is one.</summary>
    private static AttributeData? ForeignOf(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (Attributes.Find(at, KnownNames.MessagePackObjectAttribute) is { } found) return found;
        }

        return null;
    }
}
