using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Reading;

/// <summary>Reads what one [Message] declares, and all that it reaches.</summary>
internal static class MessageReader
{
    private static readonly string[] Deliveries = ["ReliableOrdered", "ReliableUnordered", "UnreliableSequenced", "Unreliable"];

    /// <summary>Reads the attributes of a type or of an assembly's file.</summary>
    public static EquatableArray<MessageResult> Read(GeneratorAttributeSyntaxContext found)
    {
        Compilation compilation = found.SemanticModel.Compilation;
        return new(found.TargetSymbol is INamedTypeSymbol type
            ? [OfType(type, found.Attributes, compilation)]
            : found.Attributes.Select(attribute => OfAssembly(attribute, compilation)));
    }

    private static MessageResult OfType(INamedTypeSymbol type, IReadOnlyList<AttributeData> attributes, Compilation compilation)
    {
        string? reason = attributes.Count > 1
            ? "it carries [Message] more than once"
            : TypeOf(attributes[0]) is null ? null : "on a type the attribute takes no other type";
        return reason is null
            ? Read(type, attributes[0], LocationModel.Of(type), compilation)
            : Wrong(LocationModel.Of(type), type.ToDisplayString(), reason);
    }

    private static MessageResult OfAssembly(AttributeData attribute, Compilation compilation)
    {
        LocationModel? location = LocationModel.Of(attribute);
        string? reason = null;
        var type = TypeOf(attribute) as INamedTypeSymbol;
        if (type is null) reason = "on an assembly the attribute names a class, struct or interface: [assembly: Message(typeof(…))]";
        else if (type.IsUnboundGenericType) reason = "it is generic and not closed; name the arguments, like typeof(Box<int>)";
        else if (Attributes.Named<bool>(attribute, "KeyAsPropertyName")) reason = "only the type itself can say KeyAsPropertyName";
        else if (!KeyRules.IsKeyed(type)) reason = "it has no members with keys";
        return reason is null ? Read(type!, attribute, location, compilation) : Wrong(location, type?.ToDisplayString() ?? "null", reason);
    }

    private static ITypeSymbol? TypeOf(AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 0 ? null : attribute.ConstructorArguments[0].Value as ITypeSymbol;

    private static MessageResult Wrong(LocationModel? location, string type, string reason) =>
        new(null, default, new([new DiagnosticModel(Descriptors.WrongDeclaration, location, type, reason)]));

    private static MessageResult Read(INamedTypeSymbol type, AttributeData attribute, LocationModel? location, Compilation compilation)
    {
        var types = new TypeReader(compilation, type, attribute);
        var formatters = new Dictionary<string, FormatterModel>();
        string formatterClass = types.Reach(type);
        while (types.Pending.Count > 0)
        {
            if (KeyedTypeReader.Read(compilation, types, types.Pending.Dequeue(), location) is { } formatter) formatters[formatter.Reference] = formatter;
        }

        string name = Attributes.Named<string>(attribute, "Name") is { Length: > 0 } given ? given : MessageNames.FullName(type);
        int? id = Attributes.Named<int?>(attribute, "Id");
        if (id is < -1 or > KnownNames.MaxExplicitId)
        {
            types.Diagnostics.Add(new(Descriptors.IdOutOfRange, location, type.ToDisplayString(), id.Value.ToString()));
        }

        if (types.Diagnostics.Count > 0) return new(null, default, new(types.Diagnostics));
        var message = new MessageModel(
            MessageNames.GlobalName(type),
            formatterClass,
            name,
            id is null or -1 ? MessageNames.IdFromName(name) : (ushort)id,
            Deliveries[Attributes.Named<byte>(attribute, "Delivery") % Deliveries.Length],
            new SchemaText(formatters).Of(name, formatterClass),
            location);
        return new(message, new(new PlainTypes(formatters).Mark()), default);
    }
}
