using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Reading;

/// <summary>Reads the members of one type with keys, and finds the way to make an instance of it.</summary>
internal sealed class KeyedTypeReader
{
    private readonly Compilation _compilation;
    private readonly TypeReader _types;
    private readonly INamedTypeSymbol _type;
    private readonly LocationModel? _location;
    private readonly SortedDictionary<int, KeyedMember> _members = [];

    private KeyedTypeReader(Compilation compilation, TypeReader types, INamedTypeSymbol type, LocationModel? location)
    {
        _compilation = compilation;
        _types = types;
        _type = type;
        _location = LocationModel.Of(type) ?? location;
    }

    /// <summary>Whether a type has keys or is a message.</summary>
    public static bool IsKeyed(INamedTypeSymbol type) =>
        Attributes.Has(type, KnownNames.MessageAttribute) || KeyedMember.Candidates(type).Any(member => KeyedMember.KeyOf(member) is not null);

    /// <summary>The type's formatter; null after a diagnostic.</summary>
    public static FormatterModel? Read(Compilation compilation, TypeReader types, INamedTypeSymbol type, LocationModel? location) =>
        new KeyedTypeReader(compilation, types, type, location).Read();

    private FormatterModel? Read()
    {
        int before = _types.Diagnostics.Count;
        if (!IsPossible()) return null;
        foreach (ISymbol member in KeyedMember.Candidates(_type)) ReadMember(member);
        if (_types.Diagnostics.Count > before) return null;

        Construction? construction = Construction.Find(_compilation, _type, [.. _members.Values], out IReadOnlyList<DiagnosticModel> mistakes);
        foreach (DiagnosticModel mistake in mistakes) Report(mistake);
        if (construction is null) return null;
        return new(
            MessageNames.GlobalName(_type),
            MessageNames.FullName(_type),
            _types.Reach(_type),
            _type.IsValueType,
            Attributes.Has(_type, KnownNames.MessageAttribute),
            new(_members.Values.Select(member => new MemberModel(member.Key, member.Name, member.Shape, member.IsRequired, Reuse.KindOf(member.Type, member.Shape)))),
            new(construction.Members),
            construction.SetsAfterwards,
            Reuse.Of(_compilation, _type, _members.Values, construction));
    }

    private bool IsPossible()
    {
        string? reason = null;
        if (_type.TypeKind is not (TypeKind.Class or TypeKind.Struct)) reason = "it is neither a class nor a struct";
        else if (_type.IsStatic) reason = "it is static";
        else if (_type.IsAbstract) reason = "it is abstract, so nobody knows which type to read";
        else if (_type.IsRefLikeType) reason = "it is a ref struct";
        else if (IsOpenGeneric(_type)) reason = "it is generic; declare a message for each closed type";
        if (reason is not null) Report(new(Descriptors.UnsupportedMessage, _location, _type.ToDisplayString(), reason));
        else if (_compilation.IsSymbolAccessibleWithin(_type, _compilation.Assembly)) return true;
        else Report(new(Descriptors.Inaccessible, _location, _type.ToDisplayString(), "private or protected, or lies in such a type"));
        return false;
    }

    private void ReadMember(ISymbol symbol)
    {
        int? key = KeyedMember.KeyOf(symbol);
        string name = $"{symbol.ContainingType.ToDisplayString()}.{symbol.Name}";
        LocationModel? location = LocationModel.Of(symbol) ?? _location;
        if (key is null)
        {
            if (KeyedMember.NeedsKey(symbol)) Report(new(Descriptors.MissingKey, location, name));
            return;
        }

        if (key is < 0 or > KnownNames.MaxKey) Report(new(Descriptors.KeyOutOfRange, location, name, key.Value.ToString()));
        else if (_members.TryGetValue(key.Value, out KeyedMember other)) Report(new(Descriptors.DuplicateKey, location, name, key.Value.ToString(), other.Name));
        else if (!IsReadable(symbol)) Report(new(Descriptors.Inaccessible, location, name, "private or protected, or has no getter that is not"));
        else if (_types.Read(symbol, KeyedMember.TypeOf(symbol)) is { } shape) _members.Add(key.Value, new(key.Value, symbol, shape));
    }

    private bool IsReadable(ISymbol member)
    {
        ISymbol? read = member is IPropertySymbol property ? property.GetMethod : member;
        return read is not null && _compilation.IsSymbolAccessibleWithin(read, _compilation.Assembly);
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
