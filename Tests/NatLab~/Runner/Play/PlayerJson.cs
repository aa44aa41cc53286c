using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2PNet.NatLab;

/// <summary>Reads and writes the lines between a run and its players without reflection, which would cost the players' first milliseconds.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(PlayerEvent))]
internal sealed partial class PlayerJson : JsonSerializerContext;
