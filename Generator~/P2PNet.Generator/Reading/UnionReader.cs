using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Reading;

/// <summary>Reads the types that [Union] lists on an interface or abstract class.</summary>
internal static class UnionReader
{
    /// <summary>Whether a value of the type travels with the key of what it really is.</summary>
    public static bool IsUnion(INamedTypeSymbol type) => type.IsAbstract && Attributes.Has(type, KnownNames.UnionAttributes);

    /// <summary>Whether P2PNet's own attribute is there. MessagePack-CSharp's means nothing on a class that is not abstract.</summary>
    public static bool HasOwn(INamedTypeSymbol type) => Attributes.Has(type, KnownNames.UnionAttributes[0]);

    /// <summary>The union's types by ascending key; none for a type that is no union, or after a diagnostic.</summary>
    public static IReadOnlyList<UnionCaseModel> Read(TypeReader types, INamedTypeSymbol union)
    {
        if (!IsUnion(union)) return [];
        var cases = new SortedDictionary<int, UnionCaseModel>();
        foreach (AttributeData attribute in Attributes.All(union, KnownNames.UnionAttributes))
        {
            if (attribute.ConstructorArguments.Length != 2 || attribute.ConstructorArguments[0].Value is not int key) continue;
            LocationModel? location = LocationModel.Of(attribute) ?? LocationModel.Of(union);
            object? named = attribute.ConstructorArguments[1].Value;
            var type = named as INamedTypeSymbol;
            string name = type?.ToDisplayString() ?? named?.ToString() ?? "null";
            string? reason = ReasonAgainst(union, type, key);
            if (reason is not null)
            {
                types.Diagnostics.Add(new(Descriptors.UnionCaseDoesNotFit, location, name, union.ToDisplayString(), reason));
                continue;
            }

            var added = new UnionCaseModel(key, MessageNames.GlobalName(type!), types.Reach(type!));
            if (cases.TryGetValue(key, out UnionCaseModel other))
            {
                types.Diagnostics.Add(new(Descriptors.DuplicateUnionKey, location, name, union.ToDisplayString(), key.ToString(), MessageNames.Plain(other.TypeName)));
            }
            else if (cases.Values.Any(known => known.TypeName == added.TypeName))
            {
                types.Diagnostics.Add(new(Descriptors.UnionCaseDoesNotFit, location, name, union.ToDisplayString(), "it is listed twice"));
            }
            else
            {
                cases.Add(key, added);
            }
        }

        return [.. cases.Values];
    }

    private static string? ReasonAgainst(INamedTypeSymbol union, INamedTypeSymbol? type, int key)
    {
        if (type is null) return "it is not named by typeof";
        if (key is < 0 or > KnownNames.MaxUnionKey) return $"its key {key} is not from 0 to {KnownNames.MaxUnionKey}";
        if (!IsSubtype(type, union)) return "it does not derive from it or implement it";
        if (type.IsAbstract) return "it is abstract";
        if (type.IsUnboundGenericType) return "it is generic and not closed";
        return KeyRules.IsKeyed(type) ? null : "it has no members with keys and is no message";
    }

    private static bool IsSubtype(INamedTypeSymbol type, INamedTypeSymbol union)
    {
        INamedTypeSymbol closed = type.IsUnboundGenericType ? type.OriginalDefinition : type;
        if (closed.AllInterfaces.Any(contract => SymbolEqualityComparer.Default.Equals(contract, union))) return true;
        for (INamedTypeSymbol? at = closed.BaseType; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at, union)) return true;
        }

        return false;
    }
}
