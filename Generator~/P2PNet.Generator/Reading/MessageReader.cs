using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Reading;

/// <summary>Reads one [Message] type and all that it reaches.</summary>
internal static class MessageReader
{
    private static readonly string[] Deliveries = ["ReliableOrdered", "ReliableUnordered", "UnreliableSequenced", "Unreliable"];

    public static MessageResult Read(INamedTypeSymbol type, AttributeData attribute, Compilation compilation)
    {
        var types = new TypeReader(compilation);
        LocationModel? location = LocationModel.Of(type);
        var formatters = new Dictionary<string, FormatterModel>();
        string formatterClass = types.Reach(type);
        while (types.Pending.Count > 0)
        {
            if (KeyedTypeReader.Read(compilation, types, types.Pending.Dequeue(), location) is { } formatter) formatters[formatter.ClassName] = formatter;
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
        return new(message, new(formatters.Values), default);
    }
}
