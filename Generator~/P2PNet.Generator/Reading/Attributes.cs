using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace P2PNet.Generator.Reading;

/// <summary>Attributes by their full names.</summary>
internal static class Attributes
{
    public static AttributeData? Find(ISymbol symbol, params string[] names) => All(symbol, names).FirstOrDefault();

    public static bool Has(ISymbol symbol, params string[] names) => All(symbol, names).Any();

    public static IEnumerable<AttributeData> All(ISymbol symbol, params string[] names) =>
        symbol.GetAttributes().Where(attribute => attribute.AttributeClass?.ToDisplayString() is { } name && Array.IndexOf(names, name) >= 0);

    public static T? Named<T>(AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T value) return value;
        }

        return default;
    }
}
