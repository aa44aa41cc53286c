using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>Finds out whether instances of a class can be used again: whether generated code can put back all of their state.</summary>
internal static class Reuse
{
    private const string Collections = "System.Collections.Generic";

    /// <summary>Null where instances can't be used again.</summary>
    public static ReuseModel? Of(INamedTypeSymbol type, IReadOnlyCollection<KeyedMember> members, Construction construction, Access access, bool isPooled)
    {
        if (type.IsValueType || !construction.SetsAfterwards || construction.Unset.Count > 0) return null;
        if (type.AllInterfaces.Any(face => face.ToDisplayString() == KnownNames.Resettable)) return new(isPooled, default);

        List<string> unsent = [];
        for (INamedTypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
        {
            // Of another assembly's classes the compiler may not see all fields.
            if (!SymbolEqualityComparer.Default.Equals(at.ContainingAssembly, access.Assembly)) return null;
            if (at.GetMembers().Any(member => member is IEventSymbol { IsStatic: false, IsAbstract: false })) return null;
            foreach (IFieldSymbol field in at.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic))
            {
                ISymbol holder = field.AssociatedSymbol ?? field;
                if (members.Any(member => SymbolEqualityComparer.Default.Equals(member.Symbol, holder))) continue;
                if (!IsImmutable(field.Type)) return null;
                if (field.IsReadOnly && field.AssociatedSymbol is null or IPropertySymbol { SetMethod: null }) continue;
                if (!Construction.IsReachable(holder, access)) return null;
                unsent.Add(holder.Name);
            }
        }

        return new(isPooled, new(unsent));
    }

    public static ReuseKind KindOf(ITypeSymbol type, TypeShape shape)
    {
        if (IsImmutable(type)) return ReuseKind.Copied;
        if (type is IArrayTypeSymbol { Rank: 1 } array) return IsImmutable(array.ElementType) ? ReuseKind.Array : ReuseKind.EmptyArray;
        if (shape is KeyedShape { IsValueType: false }) return CanBeMade((INamedTypeSymbol)type) ? ReuseKind.Object : ReuseKind.Null;
        if (type.IsValueType) return OfStruct((INamedTypeSymbol)type);
        string name = $"{type.ContainingNamespace?.ToDisplayString()}.{type.MetadataName}";
        return name is Collections + ".List`1" or Collections + ".HashSet`1" or Collections + ".Queue`1" or Collections + ".Dictionary`2" ? ReuseKind.Emptied : ReuseKind.Null;
    }

    /// <summary>Whether any code of the assembly can make an instance with nothing in it.</summary>
    private static bool CanBeMade(INamedTypeSymbol type) => !type.IsAbstract && !KeyedMember.Candidates(type).Any(KeyedMember.IsRequired) &&
        type.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty &&
            (constructor.DeclaredAccessibility == Accessibility.Public ||
                (constructor.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal && !type.DeclaringSyntaxReferences.IsEmpty)));

    private static ReuseKind OfStruct(INamedTypeSymbol type)
    {
        if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T) return ReuseKind.Null;
        return type.MetadataName == "ArraySegment`1" || type.AllInterfaces.Any(face => face.MetadataName == "IEquatable`1" && SymbolEqualityComparer.Default.Equals(face.TypeArguments[0], type))
            ? ReuseKind.Default
            : ReuseKind.Never;
    }

    /// <summary>Whether nothing that a value of the type holds can ever change, so that a copy is as good as a new one.</summary>
    private static bool IsImmutable(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String || type.IsUnmanagedType ||
        (type is INamedTypeSymbol { IsValueType: true } value && value.GetMembers().OfType<IFieldSymbol>().All(field => field.IsStatic || IsImmutable(field.Type)));
}
