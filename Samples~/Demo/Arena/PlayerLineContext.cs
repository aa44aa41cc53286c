using System.Text.Json.Serialization;

namespace P2PNet.Demo;

/// <summary>Reads and writes the lines without reflection, which would cost the players' first milliseconds.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PlayerLine))]
internal sealed partial class PlayerLineContext : JsonSerializerContext;
