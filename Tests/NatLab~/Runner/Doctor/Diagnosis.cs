using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace P2PNet.NatLab;

/// <summary>What the doctor said, as far as it is checked.</summary>
internal sealed record Diagnosis(string Words, bool? Hairpins, bool? PreservesPorts, string Relays, string Partners, double Seconds)
{
    /// <exception cref="LabException">It is no report.</exception>
    public static Diagnosis Parse(string json)
    {
        try
        {
            using JsonDocument report = JsonDocument.Parse(json);
            JsonElement root = report.RootElement, ipv4 = root.GetProperty("ipv4");
            IEnumerable<JsonElement> ways = root.GetProperty("relays").EnumerateArray().SelectMany(relay => relay.GetProperty("ways").EnumerateArray());
            return new Diagnosis(
                $"{Text(root, "type")} {Text(ipv4, "mapping")} {Text(ipv4, "filtering")}",
                Flag(ipv4, "hairpins"), Flag(ipv4, "preservesPorts"),
                string.Join(' ', ways.Where(way => Text(way, "allocation") == "works").Select(way => Text(way, "transport")).Distinct()),
                string.Concat(root.GetProperty("partners").EnumerateObject().Select(partner => partner.Value.GetString()![0])),
                root.GetProperty("duration").GetDouble() / 1000);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new LabException($"The doctor gave no report: {json}");
        }
    }

    /// <summary>What is not as the network is, or null.</summary>
    public string? Compare(DoctorCase network)
    {
        if (Words != network.Diagnosis) return $"it says {Words}; it is {network.Diagnosis}";
        if (Hairpins != network.Hairpins) return $"hairpinning: it says {Say(Hairpins)}; it is {Say(network.Hairpins)}";
        if (PreservesPorts != network.PreservesPorts) return $"ports kept: it says {Say(PreservesPorts)}; it is {Say(network.PreservesPorts)}";
        return Relays == network.Relays ? null : $"relays work over {network.Relays}; it says {(Relays.Length == 0 ? "none" : Relays)}";
    }

    private static string Say(bool? value) => value switch { true => "yes", false => "no", null => "unknown" };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "-";

    private static bool? Flag(JsonElement element, string name) => element.GetProperty(name).ValueKind == JsonValueKind.Null ? null : element.GetProperty(name).GetBoolean();
}
