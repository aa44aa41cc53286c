using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Reading;

/// <summary>How an instance comes to be when it is read.</summary>
/// <param name="Members">Names of the members that the constructor takes, in its order.</param>
/// <param name="SetsAfterwards">Whether it is made first and its members are set as they are read.</param>
internal sealed record Construction(IReadOnlyList<string> Members, bool SetsAfterwards)
{
    /// <summary>
    /// Prefers to make the instance first, so that members that were left out keep what the constructor gave them; otherwise takes the
    /// constructor that covers most members and leaves none that can't be set.
    /// </summary>
    public static Construction? Find(
        Compilation compilation,
        INamedTypeSymbol type,
        IReadOnlyList<KeyedMember> members,
        out IReadOnlyList<DiagnosticModel> mistakes)
    {
        mistakes = [];
        List<IMethodSymbol> constructors =
            [.. type.InstanceConstructors.Where(constructor => compilation.IsSymbolAccessibleWithin(constructor, compilation.Assembly))];
        if (constructors.Any(constructor => constructor.Parameters.IsEmpty) &&
            members.All(member => IsSettable(compilation, member.Symbol, initializing: false) && !member.IsRequired))
        {
            return new([], true);
        }

        List<KeyedMember>? fewestLeft = null;
        foreach (IMethodSymbol constructor in constructors.OrderByDescending(constructor => constructor.Parameters.Length))
        {
            List<KeyedMember?> taken = [.. constructor.Parameters.Select(parameter => members.FirstOrDefault(member => Fits(parameter, member)))];
            if (taken.Contains(null)) continue;
            List<KeyedMember> left =
                [.. members.Where(member => !taken.Contains(member) && !IsSettable(compilation, member.Symbol, initializing: true))];
            if (left.Count == 0) return new([.. taken.Select(member => member!.Name)], false);
            if (fewestLeft is null || left.Count < fewestLeft.Count) fewestLeft = left;
        }

        mistakes = fewestLeft is null
            ? [new(Descriptors.UnsupportedMessage, LocationModel.Of(type), type.ToDisplayString(), "it has no constructor that generated code can call with its members")]
            : [.. fewestLeft.Select(member => new DiagnosticModel(
                Descriptors.CannotBeSet,
                LocationModel.Of(member.Symbol) ?? LocationModel.Of(type),
                $"{type.ToDisplayString()}.{member.Name}"))];
        return null;
    }

    private static bool Fits(IParameterSymbol parameter, KeyedMember member) =>
        KeyedMember.IsSameName(parameter.Name, member.Name) && SymbolEqualityComparer.Default.Equals(parameter.Type, member.Type);

    /// <summary>Whether generated code can get and set a field or property of an instance that exists.</summary>
    public static bool IsReachable(Compilation compilation, ISymbol member) =>
        IsSettable(compilation, member, initializing: false) && compilation.IsSymbolAccessibleWithin(member, compilation.Assembly) &&
        (member is not IPropertySymbol property || (property.GetMethod is { } getter && compilation.IsSymbolAccessibleWithin(getter, compilation.Assembly)));

    private static bool IsSettable(Compilation compilation, ISymbol member, bool initializing) => member switch
    {
        IFieldSymbol field => !field.IsReadOnly,
        IPropertySymbol { SetMethod: { } setter } =>
            (initializing || !setter.IsInitOnly) && compilation.IsSymbolAccessibleWithin(setter, compilation.Assembly),
        _ => false,
    };
}
