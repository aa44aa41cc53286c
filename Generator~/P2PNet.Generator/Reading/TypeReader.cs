using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>Finds out how a member's type is written, and which keyed types it reaches.</summary>
/// <param name="compilation">Where the types are.</param>
/// <param name="message">The message that is read.</param>
/// <param name="attribute">What makes it one.</param>
internal sealed class TypeReader(Compilation compilation, INamedTypeSymbol message, AttributeData attribute)
{
    private const string Collections = "System.Collections.Generic";

    private readonly FormatterFinder _finder = new(compilation);
    private readonly Dictionary<string, string> _reached = [];

    /// <summary>Keyed types that were reached and have no model yet.</summary>
    public Queue<INamedTypeSymbol> Pending { get; } = new();

    public List<DiagnosticModel> Diagnostics { get; } = [];

    /// <summary>The shape of a member's type; null after a diagnostic.</summary>
    /// <param name="member">The field or property.</param>
    /// <param name="type">Its type.</param>
    public TypeShape? Read(ISymbol member, ITypeSymbol type)
    {
        TypeShape? own = _finder.OfMember(member, type, out DiagnosticModel? mistake);
        if (mistake is not null) Diagnostics.Add(mistake);
        if (own is not null || mistake is not null) return own;

        TypeShape? shape = ShapeOf(type, LocationModel.Of(member), ref mistake);
        if (shape is not null) return shape;
        Diagnostics.Add(mistake ?? new(
            Descriptors.UnknownType,
            LocationModel.Of(member),
            $"{member.ContainingType.ToDisplayString()}.{member.Name}",
            MessageNames.DisplayName(type)));
        return null;
    }

    /// <summary>Whether the type is registered, and not only part of what is.</summary>
    public bool IsMessage(INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(type, message) || Attributes.Has(type, KnownNames.MessageAttribute);

    /// <summary>Whether the type's instances are used again by the pools of messages, unless they can't be.</summary>
    public bool IsPooled(INamedTypeSymbol type)
    {
        AttributeData? own = SymbolEqualityComparer.Default.Equals(type, message) ? attribute : Attributes.Find(type, KnownNames.MessageAttribute);
        return own is not null && Attributes.Named<bool?>(own, "Pooled") is not false;
    }

    /// <summary>Names the formatter of a keyed type and sees to it that it gets one.</summary>
    public string Reach(INamedTypeSymbol type)
    {
        string name = MessageNames.FormatterName(type);
        if (_reached.TryGetValue(name, out string known)) return known;
        string reference = new Access(compilation, type).Home is null ? name : $"{MessageNames.GlobalName(type)}.{name}";
        _reached.Add(name, reference);
        Pending.Enqueue(type);
        return reference;
    }

    private TypeShape? ShapeOf(ITypeSymbol type, LocationModel? location, ref DiagnosticModel? mistake, bool isKey = false)
    {
        bool mayBeNull = !isKey && type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        if (PrimitiveOf(type.SpecialType) is { } primitive) return primitive;
        if (type.SpecialType == SpecialType.System_String) return new StringShape(mayBeNull);
        if (_finder.OfType(type, location, out mistake) is { } custom) return custom;
        if (mistake is not null) return null;
        if (type is IArrayTypeSymbol array) return ArrayOf(array, mayBeNull, location, ref mistake);
        if (type is not INamedTypeSymbol named) return null;
        if (named.TypeKind == TypeKind.Enum) return EnumOf(named);
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return ShapeOf(named.TypeArguments[0], location, ref mistake) is { } inner ? new NullableShape(inner) : null;
        }

        if (named.IsGenericType && GenericOf(named, mayBeNull, location, ref mistake) is { } generic) return generic;
        if (mistake is null && FrameworkTypes.Of(named, mayBeNull) is { } known) return known;
        if (mistake is not null || !KeyRules.IsKeyed(named)) return null;
        string name = MessageNames.GlobalName(named) + (mayBeNull ? "?" : string.Empty);
        return new KeyedShape(name, Reach(named), named.IsValueType, mayBeNull);
    }

    private TypeShape? ArrayOf(IArrayTypeSymbol array, bool mayBeNull, LocationModel? location, ref DiagnosticModel? mistake)
    {
        if (array.Rank != 1)
        {
            DiagnosticModel? inside = null;
            TypeShape? grid = FrameworkTypes.GridOf(array, mayBeNull, (type, isKey) => ShapeOf(type, location, ref inside, isKey));
            mistake ??= inside;
            return grid;
        }

        // With brackets behind it, the name of an element with several dimensions would be another type's.
        if (array.ElementType is IArrayTypeSymbol { Rank: > 1 }) return null;
        if (array.ElementType.SpecialType == SpecialType.System_Byte) return new ByteArrayShape(mayBeNull);
        TypeShape? element = ShapeOf(array.ElementType, location, ref mistake);
        return element is null ? null : new SequenceShape(element.Name + "[]", element, IsArray: true, mayBeNull);
    }

    private static TypeShape? EnumOf(INamedTypeSymbol type) =>
        type.EnumUnderlyingType is { } underlying && PrimitiveOf(underlying.SpecialType) is { } primitive
            ? new EnumShape(MessageNames.GlobalName(type), primitive)
            : null;

    private TypeShape? GenericOf(INamedTypeSymbol type, bool mayBeNull, LocationModel? location, ref DiagnosticModel? mistake)
    {
        string definition = $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";
        switch (definition)
        {
            case Collections + ".List`1":
                return ShapeOf(type.TypeArguments[0], location, ref mistake) is { } element
                    ? new SequenceShape($"global::{Collections}.List<{element.Name}>", element, IsArray: false, mayBeNull)
                    : null;
            case "System.Memory`1" or "System.ReadOnlyMemory`1" or "System.ArraySegment`1"
                when type.TypeArguments[0].SpecialType == SpecialType.System_Byte:
                return new MemoryShape(MessageNames.GlobalName(type), type.Name == "ArraySegment");
            default:
                DiagnosticModel? inside = null;
                TypeShape? known = FrameworkTypes.Of(type, mayBeNull, (argument, isKey) => ShapeOf(argument, location, ref inside, isKey));
                mistake ??= inside;
                return known;
        }
    }

    private static PrimitiveShape? PrimitiveOf(SpecialType type) => type switch
    {
        SpecialType.System_Boolean => new("bool", "Boolean", "bool"),
        SpecialType.System_Char => new("char", "Char", "char"),
        SpecialType.System_SByte => new("sbyte", "SByte", "i8"),
        SpecialType.System_Byte => new("byte", "Byte", "u8"),
        SpecialType.System_Int16 => new("short", "Int16", "i16"),
        SpecialType.System_UInt16 => new("ushort", "UInt16", "u16"),
        SpecialType.System_Int32 => new("int", "Int32", "i32"),
        SpecialType.System_UInt32 => new("uint", "UInt32", "u32"),
        SpecialType.System_Int64 => new("long", "Int64", "i64"),
        SpecialType.System_UInt64 => new("ulong", "UInt64", "u64"),
        SpecialType.System_Single => new("float", "Single", "f32"),
        SpecialType.System_Double => new("double", "Double", "f64"),
        _ => null,
    };
}
