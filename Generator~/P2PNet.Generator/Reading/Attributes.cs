using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace P2PNet.Generator.Reading;

/// <summary>Attributes by their full name.</summary>
internal static class Attributes
{
    public static AttributeData? Find(ISymbol symbol, string name) => All(symbol, name).FirstOrDefault();

    public static bool Has(ISymbol symbol, string name) => All(symbol, name).Any();

    public static IEnumerable<AttributeData> All(ISymbol symbol, string name) =>
        symbol.GetAttributes().Where(attribute => attribute.AttributeClass?.ToDisplayString() == name);

    public static T? Named<T>(AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T value) return value;
        }

        return default;
    }
}
