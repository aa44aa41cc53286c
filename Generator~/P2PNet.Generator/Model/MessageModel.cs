namespace P2PNet.Generator.Model;

/// <summary>A type that carries [Message].</summary>
/// <param name="TypeName">The type as generated code names it.</param>
/// <param name="FormatterClass">The name of its generated formatter.</param>
/// <param name="Name">Its name for peers.</param>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Delivery">The enum member's name.</param>
/// <param name="Schema">See <see cref="Reading.SchemaText"/>; its hash is the schema hash.</param>
/// <param name="Location">Where it is declared.</param>
internal sealed record MessageModel(
    string TypeName,
    string FormatterClass,
    string Name,
    ushort Id,
    string Delivery,
    string Schema,
    LocationModel? Location);
