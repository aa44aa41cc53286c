using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>A field or property with a key.</summary>
/// <param name="key">Its index in the array; in a map its number in the order of declaration.</param>
/// <param name="mapName">Its name in the map; null in an array.</param>
/// <param name="symbol">The field or property.</param>
/// <param name="shape">How its type is written and read.</param>
internal sealed class KeyedMember(int key, string? mapName, ISymbol symbol, TypeShape shape)
{
    public int Key => key;

    public string? MapName => mapName;

    public string Name => symbol.Name;

    public ISymbol Symbol => symbol;

    public ITypeSymbol Type => TypeOf(symbol);

    public TypeShape Shape => shape;

    /// <summary>Fields and properties of a type and of those it derives from, in the order of their declaration.</summary>
    public static IEnumerable<ISymbol> Candidates(INamedTypeSymbol type)
    {
        IEnumerable<ISymbol> inherited = type.BaseType is { SpecialType: SpecialType.None } parent ? Candidates(parent) : [];
        return inherited.Concat(type.GetMembers().Where(IsCandidate));
    }

    public static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    /// <summary>The key that was given to the member, by its own attribute or that of the constructor's parameter with its name, as records write it.</summary>
    public static object? KeyOf(ISymbol member)
    {
        AttributeData? attribute = Attributes.Find(member, KnownNames.KeyAttributes) ?? member.ContainingType.InstanceConstructors
            .SelectMany(constructor => constructor.Parameters)
            .Where(parameter => IsSameName(parameter.Name, member.Name))
            .Select(parameter => Attributes.Find(parameter, KnownNames.KeyAttributes))
            .FirstOrDefault(found => found is not null);
        return attribute is { ConstructorArguments.Length: 1 } ? attribute.ConstructorArguments[0].Value : null;
    }

    public static bool IsIgnored(ISymbol member) => Attributes.Has(member, KnownNames.IgnoreAttributes);

    /// <summary>Whether a member without a key is probably a forgotten one: public, and holding a value of its own.</summary>
    public static bool NeedsKey(ISymbol member) => member.DeclaredAccessibility == Accessibility.Public && !IsIgnored(member) && HoldsValue(member);

    public static bool HoldsValue(ISymbol member) =>
        member is IFieldSymbol || member is IPropertySymbol { SetMethod: not null } || HasBackingField((IPropertySymbol)member);

    /// <summary>Whether it carries C# 11's <c>required</c>; the compiler API of 4.3 has no property for it.</summary>
    public static bool IsRequired(ISymbol member) => member.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() switch
    {
        MemberDeclarationSyntax declaration => IsMarked(declaration),
        VariableDeclaratorSyntax { Parent.Parent: MemberDeclarationSyntax declaration } => IsMarked(declaration),
        _ => false,
    });

    /// <summary>Whether a parameter and a member are the same by convention: <c>power</c> is <c>Power</c> or <c>_power</c>.</summary>
    public static bool IsSameName(string left, string right) =>
        string.Equals(left.TrimStart('_'), right.TrimStart('_'), StringComparison.OrdinalIgnoreCase);

    private static bool IsCandidate(ISymbol member) => member switch
    {
        IFieldSymbol field => !field.IsStatic && !field.IsConst && !field.IsImplicitlyDeclared,
        IPropertySymbol property => !property.IsStatic && !property.IsIndexer && !property.IsOverride && !property.ExplicitInterfaceImplementations.Any(),
        _ => false,
    };

    private static bool HasBackingField(IPropertySymbol property) => property.ContainingType.GetMembers()
        .OfType<IFieldSymbol>()
        .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool IsMarked(MemberDeclarationSyntax member) => member.Modifiers.Any(modifier => modifier.Text == "required");
}
