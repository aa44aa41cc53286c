using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>A field or property with a key.</summary>
internal sealed class KeyedMember(int key, ISymbol symbol, TypeShape shape)
{
    public int Key => key;

    public string Name => symbol.Name;

    public ISymbol Symbol => symbol;

    public ITypeSymbol Type => TypeOf(symbol);

    public TypeShape Shape => shape;

    /// <summary>Whether it carries C# 11's <c>required</c>; the compiler API of 4.3 has no property for it.</summary>
    public bool IsRequired => symbol.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() switch
    {
        MemberDeclarationSyntax member => IsMarked(member),
        VariableDeclaratorSyntax { Parent.Parent: MemberDeclarationSyntax declaration } => IsMarked(declaration),
        _ => false,
    });

    /// <summary>Fields and properties of a type and of those it derives from, in the order of their declaration.</summary>
    public static IEnumerable<ISymbol> Candidates(INamedTypeSymbol type)
    {
        IEnumerable<ISymbol> inherited = type.BaseType is { SpecialType: SpecialType.None } parent ? Candidates(parent) : [];
        return inherited.Concat(type.GetMembers().Where(IsCandidate));
    }

    public static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    /// <summary>The member's key, from its own attribute or from that of the constructor's parameter with its name, as records write it.</summary>
    public static int? KeyOf(ISymbol member)
    {
        AttributeData? attribute = Attributes.Find(member, KnownNames.KeyAttribute) ?? member.ContainingType.InstanceConstructors
            .SelectMany(constructor => constructor.Parameters)
            .Where(parameter => IsSameName(parameter.Name, member.Name))
            .Select(parameter => Attributes.Find(parameter, KnownNames.KeyAttribute))
            .FirstOrDefault(found => found is not null);
        return attribute is { ConstructorArguments.Length: 1 } ? attribute.ConstructorArguments[0].Value as int? : null;
    }

    /// <summary>Whether a member without a key is probably a forgotten one: public, and holding a value of its own.</summary>
    public static bool NeedsKey(ISymbol member)
    {
        if (member.DeclaredAccessibility != Accessibility.Public || Attributes.Has(member, KnownNames.IgnoreMemberAttribute)) return false;
        return member is IFieldSymbol || member is IPropertySymbol { SetMethod: not null } || HasBackingField((IPropertySymbol)member);
    }

    public static bool IsSameName(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

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
