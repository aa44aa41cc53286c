namespace P2PNet.Generator.Model;

/// <summary>A message in a schema file.</summary>
/// <param name="Text">Its schema, with what was removed since.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record SchemaLineModel(string Text, LocationModel Location);
