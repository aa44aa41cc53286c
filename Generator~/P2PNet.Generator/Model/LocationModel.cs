using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace P2PNet.Generator.Model;

/// <summary>A place in a source file, without the syntax tree that a <see cref="Location"/> would keep alive.</summary>
internal sealed record LocationModel(string FilePath, TextSpan Span, LinePositionSpan LineSpan)
{
    public Location ToLocation() => Location.Create(FilePath, Span, LineSpan);

    /// <summary>Where an attribute stands; null in a referenced assembly.</summary>
    public static LocationModel? Of(AttributeData attribute) => attribute.ApplicationSyntaxReference is { } reference
        ? new(reference.SyntaxTree.FilePath, reference.Span, reference.SyntaxTree.GetLineSpan(reference.Span).Span)
        : null;

    /// <summary>Where a symbol is declared in source; null for one from a referenced assembly.</summary>
    public static LocationModel? Of(ISymbol symbol)
    {
        foreach (Location location in symbol.Locations)
        {
            if (location.SourceTree is not null) return new(location.SourceTree.FilePath, location.SourceSpan, location.GetLineSpan().Span);
        }

        return null;
    }
}
