using System.Text.Json.Serialization;
using P2PNet.MessageBenchmark.Messages;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>Where System.Text.Json's source generator puts its code for the three types.</summary>
[JsonSourceGenerationOptions(IncludeFields = true)]
[JsonSerializable(typeof(Movement))]
[JsonSerializable(typeof(SnapshotEntry))]
[JsonSerializable(typeof(Inventory))]
internal sealed partial class JsonTypes : JsonSerializerContext;
