using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using P2PNet.Rtc;

namespace P2PNet.Demo;

/// <summary>Prints a report for programs: one JSON object, times in milliseconds, what is unknown as null.</summary>
internal static class DoctorJson
{
    public static void Write(NatReport report)
    {
        using (Stream output = Console.OpenStandardOutput())
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
            Write(writer, report);
        Console.WriteLine();
    }

    private static void Write(Utf8JsonWriter writer, NatReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("type", Camel(report.Type));
        writer.WriteBoolean("udpBlocked", report.IsUdpBlocked);
        writer.WriteString("summary", report.Summary);
        Write(writer, "ipv4", report.IPv4);
        Write(writer, "ipv6", report.IPv6);
        writer.WriteStartArray("relays");
        foreach (RelayReport relay in report.Relays) Write(writer, relay);
        writer.WriteEndArray();
        writer.WriteString("relayNote", report.RelayNote);
        writer.WriteStartObject("partners");
        foreach (PartnerOutlook partner in report.Partners) writer.WriteString(Camel(partner.Partner), Camel(partner.Path));
        writer.WriteEndObject();
        writer.WriteNumber("duration", Math.Round(report.Duration.TotalMilliseconds));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, NatFamilyReport family)
    {
        writer.WriteStartObject(name);
        writer.WriteBoolean("tested", family.WasTested);
        writer.WriteBoolean("udp", family.HasUdp);
        writer.WriteString("type", family.WasTested ? Camel(family.Type) : null);
        writer.WriteString("localAddress", family.LocalAddress?.ToString());
        writer.WriteStartArray("publicAddresses");
        foreach (string address in family.PublicAddresses.Select(address => address.ToString())) writer.WriteStringValue(address);
        writer.WriteEndArray();
        WriteFlag(writer, "translated", family.IsTranslated);
        writer.WriteString("mapping", family.Mapping == EndpointDependence.Unknown ? null : Camel(family.Mapping));
        writer.WriteString("filtering", family.Filtering == EndpointDependence.Unknown ? null : Camel(family.Filtering));
        WriteFlag(writer, "hairpins", family.Hairpins);
        WriteFlag(writer, "preservesPorts", family.PreservesPorts);
        writer.WriteBoolean("carrierAddress", family.IsCarrierAddress);
        writer.WriteBoolean("rewritesPayloads", family.RewritesPayloads);
        WriteTime(writer, "roundTrip", family.RoundTripTime);
        writer.WriteString("note", family.Note);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RelayReport relay)
    {
        writer.WriteStartObject();
        writer.WriteString("host", relay.Host);
        writer.WriteStartArray("ways");
        foreach (RelayWayReport way in relay.Ways)
        {
            writer.WriteStartObject();
            writer.WriteString("url", way.Url);
            writer.WriteString("transport", Camel(way.Transport));
            writer.WriteBoolean("answered", way.Answered);
            WriteTime(writer, "roundTrip", way.RoundTripTime);
            WriteTime(writer, "connect", way.ConnectTime);
            writer.WriteString("allocation", Camel(way.Allocation));
            writer.WriteString("relayedAddress", way.RelayedAddress?.ToString());
            writer.WriteString("problem", way.Problem);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFlag(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is bool flag) writer.WriteBoolean(name, flag);
        else writer.WriteNull(name);
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, TimeSpan? time)
    {
        if (time is TimeSpan known) writer.WriteNumber(name, Math.Round(known.TotalMilliseconds, 2));
        else writer.WriteNull(name);
    }

    private static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
