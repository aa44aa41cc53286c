using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>The shapes of .NET's own types, and of the library's, beyond the primitive ones, lists and dictionaries.</summary>
internal static class FrameworkTypes
{
    private const string Collections = "System.Collections.Generic";

    private static readonly Dictionary<string, (string Method, string Schema)> Values = new()
    {
        ["System.DateTime"] = ("DateTime", "timestamp"),
        ["System.DateTimeOffset"] = ("DateTimeOffset", "datetimeoffset"),
        ["System.Decimal"] = ("Decimal", "decimal"),
        ["System.Guid"] = ("Guid", "guid"),
        ["System.TimeSpan"] = ("TimeSpan", "timespan"),
        ["System.Collections.Specialized.BitVector32"] = ("BitVector32", "u32"),
        [KnownNames.Messages + ".MessagePackExtension"] = ("Extension", "ext"),
        [KnownNames.Messages + ".MessagePackTimestamp"] = ("Timestamp", "timestamp"),
    };

    private static readonly Dictionary<string, (CollectionKind Kind, string Concrete)> Sequences = new()
    {
        ["HashSet`1"] = (CollectionKind.Set, "HashSet"),
        ["ISet`1"] = (CollectionKind.Set, "HashSet"),
        ["IList`1"] = (CollectionKind.Indexed, "List"),
        ["IReadOnlyList`1"] = (CollectionKind.Indexed, "List"),
        ["ICollection`1"] = (CollectionKind.Enumerated, "List"),
        ["IReadOnlyCollection`1"] = (CollectionKind.Enumerated, "List"),
        ["Queue`1"] = (CollectionKind.Queue, "Queue"),
        ["Stack`1"] = (CollectionKind.Stack, "Stack"),
    };

    /// <summary>The shape of a type without type arguments; null where it is not known.</summary>
    public static TypeShape? Of(INamedTypeSymbol type, bool mayBeNull)
    {
        string name = FullName(type);
        if (name == "System.Collections.BitArray") return new BitArrayShape(mayBeNull);
        return Values.TryGetValue(name, out (string Method, string Schema) value)
            ? new PrimitiveShape("global::" + name, value.Method, value.Schema)
            : null;
    }

    /// <summary>The shape of a type with type arguments; null where it is not known, or one of its arguments has none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="mayBeNull">Whether it is a reference that may be null.</param>
    /// <param name="shapeOf">The shape of an argument, which is or is not the key of a dictionary.</param>
    public static TypeShape? Of(INamedTypeSymbol type, bool mayBeNull, Func<ITypeSymbol, bool, TypeShape?> shapeOf)
    {
        string name = FullName(type);
        if (type.IsTupleType || name.StartsWith("System.ValueTuple`", StringComparison.Ordinal)) return TupleOf(type, "System.ValueTuple", mayBeNull, shapeOf);
        if (name.StartsWith("System.Tuple`", StringComparison.Ordinal)) return TupleOf(type, "System.Tuple", mayBeNull, shapeOf);
        if (type.ContainingNamespace.ToDisplayString() != Collections) return null;
        if (Sequences.TryGetValue(type.MetadataName, out (CollectionKind Kind, string Concrete) sequence))
        {
            return shapeOf(type.TypeArguments[0], false) is { } element
                ? new CollectionShape(Named(type.Name, element), Named(sequence.Concrete, element), element, sequence.Kind, mayBeNull)
                : null;
        }

        return type.MetadataName switch
        {
            "KeyValuePair`2" => TupleOf(type, Collections + ".KeyValuePair", mayBeNull, shapeOf),
            "Dictionary`2" or "IDictionary`2" or "IReadOnlyDictionary`2"
                when shapeOf(type.TypeArguments[0], true) is { } key && shapeOf(type.TypeArguments[1], false) is { } value =>
                new DictionaryShape(Named(type.Name, key, value), Named("Dictionary", key, value), key, value, mayBeNull),
            _ => null,
        };
    }

    /// <summary>An array with several dimensions. An element that is an array itself would turn the order of the brackets round.</summary>
    public static TypeShape? GridOf(IArrayTypeSymbol array, bool mayBeNull, Func<ITypeSymbol, bool, TypeShape?> shapeOf)
    {
        if (array.Rank > GridShape.MaxRank || array.ElementType is IArrayTypeSymbol || shapeOf(array.ElementType, false) is not { } element) return null;
        return new GridShape($"{element.Name}[{new string(',', array.Rank - 1)}]", element, array.Rank, mayBeNull);
    }

    private static TypeShape? TupleOf(INamedTypeSymbol type, string bareName, bool mayBeNull, Func<ITypeSymbol, bool, TypeShape?> shapeOf)
    {
        bool isPair = type.Name == "KeyValuePair";
        TypeShape?[] items = [.. type.TypeArguments.Select(argument => shapeOf(argument, false))];
        if (items.Contains(null)) return null;
        IEnumerable<string> names = items.Select((_, i) => isPair ? (i == 0 ? "Key" : "Value") : i == 7 ? "Rest" : $"Item{i + 1}");
        string arguments = string.Join(", ", items.Select(item => item!.Name));
        return new TupleShape($"global::{bareName}<{arguments}>", new(items!), new(names), !type.IsValueType, mayBeNull);
    }

    private static string Named(string name, params TypeShape[] arguments) =>
        $"global::{Collections}.{name}<{string.Join(", ", arguments.Select(argument => argument.Name))}>";

    private static string FullName(INamedTypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";
}
