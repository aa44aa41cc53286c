using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Reading;

/// <summary>
/// What of a type the generated code can reach: what is internal or public, and in a partial type everything, since the formatter of
/// one that sends private members is declared inside of it.
/// </summary>
internal sealed class Access
{
    private readonly Compilation _compilation;
    private readonly INamedTypeSymbol _type;

    public Access(Compilation compilation, INamedTypeSymbol type)
    {
        _compilation = compilation;
        _type = type;
        if (NeedsHome()) Home = HomeOf(type);
    }

    /// <summary>The assembly that the code is generated for.</summary>
    public IAssemblySymbol Assembly => _compilation.Assembly;

    /// <summary>Where the formatter must be declared; null where it can stand by itself.</summary>
    public HomeModel? Home { get; }

    public bool CanReach(ISymbol symbol) => Home is null
        ? _compilation.IsSymbolAccessibleWithin(symbol, _compilation.Assembly)
        : _compilation.IsSymbolAccessibleWithin(symbol, _type.OriginalDefinition, _type);

    private bool NeedsHome()
    {
        if (_type.IsAbstract || _type.TypeKind is not (TypeKind.Class or TypeKind.Struct)) return false;
        KeyRules rules = KeyRules.Of(_type);
        if (KeyedMember.Candidates(_type).Any(member => rules.KeyOf(member) is not null && Parts(member).Any(part => !CanReach(part)))) return true;
        return Construction.Marked(_type) is { } marked ? !CanReach(marked) : !_type.InstanceConstructors.Any(CanReach);
    }

    private static IEnumerable<ISymbol> Parts(ISymbol member) => member is IPropertySymbol property
        ? new ISymbol?[] { property.GetMethod, property.SetMethod }.OfType<ISymbol>()
        : [member];

    private static HomeModel? HomeOf(INamedTypeSymbol type)
    {
        var declarations = new List<string>();
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (!IsPartial(at)) return null;
            string parameters = at.TypeParameters.IsEmpty ? string.Empty : $"<{string.Join(", ", at.TypeParameters.Select(parameter => parameter.Name))}>";
            declarations.Insert(0, $"partial {Keyword(at)} {Emitting.SourceFile.EscapeKeyword(at.Name)}{parameters}");
        }

        return new(
            type.ContainingNamespace.IsGlobalNamespace ? string.Empty : type.ContainingNamespace.ToDisplayString(),
            new(declarations));
    }

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Keyword(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Interface => "interface",
        TypeKind.Struct => type.IsRecord ? "record struct" : "struct",
        _ => type.IsRecord ? "record" : "class",
    };
}
