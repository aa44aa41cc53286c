using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>Finds the formatters that users wrote: named on a member, on a type, or on this or a referenced assembly.</summary>
internal sealed class FormatterFinder(Compilation compilation)
{
    private readonly INamedTypeSymbol? _contract = compilation.GetTypeByMetadataName(KnownNames.IMessageFormatter);
    private List<INamedTypeSymbol>? _ofAssemblies;

    /// <summary>The formatter that a member's own attribute names.</summary>
    public TypeShape? OfMember(ISymbol member, ITypeSymbol type, out DiagnosticModel? mistake)
    {
        if (Attributes.Find(member, KnownNames.MessageFormatterAttribute) is { } attribute) return Named(attribute, type, LocationModel.Of(member), out mistake);
        mistake = ForeignOf(member, type, LocationModel.Of(member));
        return null;
    }

    /// <summary>The formatter that the type's attribute names, or an assembly's.</summary>
    public TypeShape? OfType(ITypeSymbol type, LocationModel? location, out DiagnosticModel? mistake)
    {
        mistake = null;
        if (Attributes.Find(type, KnownNames.MessageFormatterAttribute) is { } attribute) return Named(attribute, type, location, out mistake);
        foreach (INamedTypeSymbol formatter in _ofAssemblies ??= [.. FormattersOfAssemblies()])
        {
            if (Formats(formatter, type)) return Checked(formatter, type, location, out mistake);
        }

        mistake = ForeignOf(type, type, location);
        return null;
    }

    /// <summary>A formatter of MessagePack-CSharp can't be called, and to write its type in another way would be no less wrong.</summary>
    private static DiagnosticModel? ForeignOf(ISymbol carrier, ITypeSymbol type, LocationModel? location) =>
        Attributes.Find(carrier, KnownNames.MessagePackFormatterAttribute) is { ConstructorArguments.Length: > 0 } attribute
            ? new(
                Descriptors.FormatterDoesNotFit,
                location,
                (attribute.ConstructorArguments[0].Value as ITypeSymbol)?.ToDisplayString() ?? "null",
                type.ToDisplayString(),
                "it is a formatter of MessagePack-CSharp; name one of P2PNet's with [MessageFormatter] beside it")
            : null;

    private TypeShape? Named(AttributeData attribute, ITypeSymbol type, LocationModel? location, out DiagnosticModel? mistake)
    {
        mistake = null;
        if (attribute.ConstructorArguments.Length == 0) return ShapeOf(type, null);
        if (attribute.ConstructorArguments[0].Value is INamedTypeSymbol formatter) return Checked(formatter, type, location, out mistake);
        return null;
    }

    private TypeShape? Checked(INamedTypeSymbol formatter, ITypeSymbol type, LocationModel? location, out DiagnosticModel? mistake)
    {
        string? reason = null;
        if (!Formats(formatter, type)) reason = $"it does not implement IMessageFormatter<{type.ToDisplayString()}>";
        else if (formatter.IsAbstract) reason = "it is abstract";
        else if (!compilation.IsSymbolAccessibleWithin(formatter, compilation.Assembly)) reason = "generated code can't reach it";
        else if (!HasConstructor(formatter)) reason = "it has no parameterless constructor that generated code can call";
        mistake = reason is null
            ? null
            : new(Descriptors.FormatterDoesNotFit, location, formatter.ToDisplayString(), type.ToDisplayString(), reason);
        return reason is null ? ShapeOf(type, MessageNames.GlobalName(formatter)) : null;
    }

    private bool Formats(INamedTypeSymbol formatter, ITypeSymbol type) => formatter.AllInterfaces.Any(contract =>
        SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, _contract) &&
        SymbolEqualityComparer.Default.Equals(contract.TypeArguments[0], type));

    private bool HasConstructor(INamedTypeSymbol formatter) => formatter.InstanceConstructors.Any(constructor =>
        constructor.Parameters.IsEmpty && compilation.IsSymbolAccessibleWithin(constructor, compilation.Assembly));

    private static CustomShape ShapeOf(ITypeSymbol type, string? formatter)
    {
        bool mayBeNull = type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        return new(MessageNames.GlobalName(type) + (mayBeNull ? "?" : string.Empty), formatter, MessageNames.FullName(type));
    }

    private IEnumerable<INamedTypeSymbol> FormattersOfAssemblies()
    {
        string? home = _contract?.ContainingAssembly.Name;
        IEnumerable<IAssemblySymbol> others = compilation.SourceModule.ReferencedAssemblySymbols.Where(assembly =>
            assembly.Name == home || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == home)));
        return new[] { compilation.Assembly }.Concat(others)
            .SelectMany(assembly => Attributes.All(assembly, KnownNames.MessageFormatterAttribute))
            .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value)
            .OfType<INamedTypeSymbol>();
    }
}
