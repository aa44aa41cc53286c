using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;
using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Reading;

/// <summary>Reads the members of one type with keys, and finds the way to make an instance of it.</summary>
internal sealed class KeyedTypeReader
{
    // A type that holds itself with a larger argument each time would never end.
    private const int MaxGenericDepth = 16;

    private readonly Compilation _compilation;
    private readonly TypeReader _types;
    private readonly INamedTypeSymbol _type;
    private readonly LocationModel? _location;
    private readonly KeyRules _rules;
    private readonly Access _access;
    private readonly Dictionary<object, KeyedMember> _members = [];
    private object? _firstKey;

    private KeyedTypeReader(Compilation compilation, TypeReader types, INamedTypeSymbol type, LocationModel? location)
    {
        _compilation = compilation;
        _types = types;
        _type = type;
        _location = LocationModel.Of(type) ?? location;
        _rules = KeyRules.Of(type);
        _access = new(compilation, type);
    }

    /// <summary>The type's formatter; null after a diagnostic.</summary>
    public static FormatterModel? Read(Compilation compilation, TypeReader types, INamedTypeSymbol type, LocationModel? location) =>
        new KeyedTypeReader(compilation, types, type, location).Read();

    private FormatterModel? Read()
    {
        int before = _types.Diagnostics.Count;
        if (!IsPossible()) return null;
        IReadOnlyList<UnionCaseModel> cases = UnionReader.Read(_types, _type);
        if (cases.Count == 0) ReadMembers();
        if (_types.Diagnostics.Count > before) return null;
        List<KeyedMember> members = [.. _members.Values.OrderBy(member => member.Key)];
        Construction? construction = new([], false, []);
        if (cases.Count == 0)
        {
            construction = Construction.Find(_type, members, _access, _rules, out IReadOnlyList<DiagnosticModel> mistakes);
            foreach (DiagnosticModel mistake in mistakes) Report(mistake);
            if (construction is null) return null;
        }

        // What nothing sets is sent where its author gave it a key, as MessagePack-CSharp does.
        members.RemoveAll(member => construction.Unset.Contains(member) && KeyedMember.KeyOf(member.Symbol) is null);
        return new(
            MessageNames.GlobalName(_type),
            MessageNames.FullName(_type),
            MessageNames.FormatterName(_type),
            _type.IsValueType,
            _types.IsMessage(_type),
            new(members.Select(member => new MemberModel(
                member.Key,
                member.Name,
                member.Shape,
                KeyedMember.IsRequired(member.Symbol),
                member.MapName,
                construction.Unset.Contains(member),
                Reuse.KindOf(member.Type, member.Shape)))),
            new(construction.Members),
            construction.SetsAfterwards,
            _rules.UsesNames || _firstKey is string,
            new(cases),
            _access.Home,
            Reuse.Of(_type, members, construction, _access, _types.IsPooled(_type)));
    }

    private bool IsPossible()
    {
        bool isUnion = UnionReader.IsUnion(_type);
        string? reason = null;
        if (_type.TypeKind is not (TypeKind.Class or TypeKind.Struct) && !isUnion) reason = "it is neither a class nor a struct";
        else if (_type.IsStatic) reason = "it is static";
        else if (_type.IsAbstract && !isUnion) reason = "it is abstract, so nobody knows which type to read; list them with [Union]";
        else if (!_type.IsAbstract && UnionReader.HasOwn(_type)) reason = "it has [Union] and is neither an interface nor an abstract class";
        else if (_type.IsRefLikeType) reason = "it is a ref struct";
        else if (IsOpenGeneric(_type)) reason = "it is generic; declare a message for each closed type, like [assembly: Message(typeof(Box<int>))]";
        else if (MessageNames.GenericDepth(_type) > MaxGenericDepth) reason = "its generic types lie too deep in each other; does a type hold an ever larger one?";
        else if (UnkeyedRequired() is { } required) reason = $"its required member '{required}' has no key";
        if (reason is not null) Report(new(Descriptors.UnsupportedMessage, _location, _type.ToDisplayString(), reason));
        else if (_compilation.IsSymbolAccessibleWithin(_type, _compilation.Assembly)) return true;
        else Report(new(Descriptors.Inaccessible, _location, _type.ToDisplayString(), "private or protected, or lies in such a type"));
        return false;
    }

    private string? UnkeyedRequired() => _type.InstanceConstructors.Any(constructor =>
        Attributes.Has(constructor, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute"))
        ? null
        : KeyedMember.Candidates(_type).FirstOrDefault(member => KeyedMember.IsRequired(member) && _rules.KeyOf(member) is null)?.Name;

    private void ReadMembers()
    {
        foreach (ISymbol member in KeyedMember.Candidates(_type)) ReadMember(member);
    }

    private void ReadMember(ISymbol symbol)
    {
        object? key = _rules.KeyOf(symbol);
        string name = $"{symbol.ContainingType.ToDisplayString()}.{symbol.Name}";
        LocationModel? location = LocationModel.Of(symbol) ?? _location;
        if (key is null)
        {
            if (!_rules.UsesNames && KeyedMember.NeedsKey(symbol)) Report(new(Descriptors.MissingKey, location, name));
            return;
        }

        _firstKey ??= _rules.UsesNames ? string.Empty : key;
        string shown = key is string ? $"\"{key}\"" : key.ToString();
        if (key is int != _firstKey is int) Report(new(Descriptors.MixedKeys, location, name, shown, _firstKey is int ? "numbers" : "names"));
        else if (!IsInRange(key)) Report(new(Descriptors.KeyOutOfRange, location, name, shown));
        else if (_members.TryGetValue(key, out KeyedMember other)) Report(new(Descriptors.DuplicateKey, location, name, shown, other.Name));
        else if (!IsReadable(symbol)) Report(new(Descriptors.Inaccessible, location, name, "private or protected, or has no getter that is not"));
        else if (_types.Read(symbol, KeyedMember.TypeOf(symbol)) is { } shape) Add(key, symbol, shape);
    }

    private void Add(object key, ISymbol symbol, TypeShape shape) =>
        _members.Add(key, key is int index ? new(index, null, symbol, shape) : new(_members.Count, (string)key, symbol, shape));

    private static bool IsInRange(object key) => key switch
    {
        int index => index is >= 0 and <= KnownNames.MaxKey,
        string name => Encoding.UTF8.GetByteCount(name) is > 0 and <= KnownNames.MaxNameLength && !name.Any(char.IsSurrogate),
        _ => false,
    };

    private bool IsReadable(ISymbol member)
    {
        ISymbol? read = member is IPropertySymbol property ? property.GetMethod : member;
        return read is not null && _access.CanReach(read);
    }

    private void Report(DiagnosticModel diagnostic) => _types.Diagnostics.Add(diagnostic);

    private static bool IsOpenGeneric(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.TypeArguments.Any(argument => argument.TypeKind == TypeKind.TypeParameter)) return true;
        }

        return false;
    }
}
