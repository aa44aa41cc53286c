using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Reading;

/// <summary>How an instance comes to be when it is read.</summary>
/// <param name="Members">Names of the members that the constructor takes, in its order.</param>
/// <param name="SetsAfterwards">Whether it is made first and its members are set as they are read.</param>
/// <param name="Unset">Members that nothing sets, which only MessagePack-CSharp's types may have.</param>
internal sealed record Construction(IReadOnlyList<string> Members, bool SetsAfterwards, IReadOnlyCollection<KeyedMember> Unset)
{
    /// <summary>
    /// Takes the constructor that is marked. Otherwise prefers to make the instance first, so that members that were left out keep what
    /// the constructor gave them, and then the constructor that covers most members and leaves none that can't be set.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="members">Its members with keys, by ascending key.</param>
    /// <param name="access">What can be reached.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="mistakes">Why there is none.</param>
    public static Construction? Find(
        INamedTypeSymbol type,
        IReadOnlyList<KeyedMember> members,
        Access access,
        KeyRules rules,
        out IReadOnlyList<DiagnosticModel> mistakes)
    {
        IMethodSymbol? marked = Marked(type);
        if (marked is not null && MistakeOf(marked, type, members, access, rules) is { } mistake)
        {
            mistakes = [mistake];
            return null;
        }

        mistakes = [];
        List<IMethodSymbol> constructors = marked is null ? [.. type.InstanceConstructors.Where(access.CanReach)] : [marked];
        if (constructors.Any(constructor => constructor.Parameters.IsEmpty) &&
            members.All(member => IsSettable(member.Symbol, access, initializing: false) && !KeyedMember.IsRequired(member.Symbol)))
        {
            return new([], true, []);
        }

        Construction? best = null;
        foreach (IMethodSymbol constructor in constructors.OrderByDescending(constructor => constructor.Parameters.Length))
        {
            List<KeyedMember?> taken = Taken(constructor, members, rules);
            if (taken.Contains(null)) continue;
            List<KeyedMember> left = [.. members.Where(member => !taken.Contains(member) && !IsSettable(member.Symbol, access, initializing: true))];
            if (best is null || left.Count < best.Unset.Count) best = new([.. taken.Select(member => member!.Name)], false, left);
        }

        if (best is not null && (best.Unset.Count == 0 || rules.IsForeign)) return best with { SetsAfterwards = CanSetAfterwards(best, members, access) };
        mistakes = best is null
            ? [new(Descriptors.UnsupportedMessage, LocationModel.Of(type), type.ToDisplayString(), "it has no constructor that generated code can call with its members")]
            : [.. best.Unset.Select(member => new DiagnosticModel(
                Descriptors.CannotBeSet,
                LocationModel.Of(member.Symbol) ?? LocationModel.Of(type),
                $"{type.ToDisplayString()}.{member.Name}"))];
        return null;
    }

    /// <summary>Whether the constructor asks for nothing, and all that can be set at all can be set behind it.</summary>
    private static bool CanSetAfterwards(Construction construction, IReadOnlyList<KeyedMember> members, Access access) =>
        construction.Members.Count == 0 && members.All(member =>
            construction.Unset.Contains(member) || (IsSettable(member.Symbol, access, initializing: false) && !KeyedMember.IsRequired(member.Symbol)));

    /// <summary>The constructor that its author marked.</summary>
    public static IMethodSymbol? Marked(INamedTypeSymbol type) =>
        type.InstanceConstructors.FirstOrDefault(constructor => Attributes.Has(constructor, KnownNames.ConstructorAttributes));

    /// <summary>Whether generated code can get and set a field or property of an instance that exists.</summary>
    public static bool IsReachable(ISymbol member, Access access) =>
        IsSettable(member, access, initializing: false) && (member is not IPropertySymbol property || (property.GetMethod is { } getter && access.CanReach(getter)));

    private static DiagnosticModel? MistakeOf(
        IMethodSymbol marked,
        INamedTypeSymbol type,
        IReadOnlyList<KeyedMember> members,
        Access access,
        KeyRules rules)
    {
        LocationModel? location = LocationModel.Of(marked) ?? LocationModel.Of(type);
        if (!access.CanReach(marked))
        {
            return new(Descriptors.Inaccessible, location, marked.ToDisplayString(), "private or protected");
        }

        int wrong = Taken(marked, members, rules).IndexOf(null);
        return wrong < 0 ? null : new(Descriptors.ConstructorDoesNotFit, location, type.ToDisplayString(), marked.Parameters[wrong].Name);
    }

    /// <summary>The member for each parameter: by its name, in MessagePack-CSharp's types with numbers by their order.</summary>
    private static List<KeyedMember?> Taken(IMethodSymbol constructor, IReadOnlyList<KeyedMember> members, KeyRules rules)
    {
        bool isByOrder = rules.IsForeign && members.Count > 0 && members[0].MapName is null;
        return
        [
            .. constructor.Parameters.Select(parameter =>
            {
                KeyedMember? member = isByOrder
                    ? members.ElementAtOrDefault(parameter.Ordinal)
                    : members.FirstOrDefault(member => KeyedMember.IsSameName(parameter.Name, member.Name));
                return member is not null && SymbolEqualityComparer.Default.Equals(parameter.Type, member.Type) ? member : null;
            }),
        ];
    }

    private static bool IsSettable(ISymbol member, Access access, bool initializing) => member switch
    {
        IFieldSymbol field => !field.IsReadOnly && access.CanReach(field),
        IPropertySymbol { SetMethod: { } setter } => (initializing || !setter.IsInitOnly) && access.CanReach(setter),
        _ => false,
    };
}
