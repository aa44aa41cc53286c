using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace P2PNet.Demo;

/// <summary>Prints a report for people.</summary>
internal static class DoctorTables
{
    public static void Write(NatReport report)
    {
        AnsiConsole.Write(Network(report));
        AnsiConsole.Write(Relays(report));
        AnsiConsole.Write(Partners(report));
        foreach (string note in Notes(report)) AnsiConsole.MarkupLine("[grey]" + Markup.Escape(note) + "[/]");
        AnsiConsole.MarkupLine("[bold]" + Markup.Escape(report.Summary) + "[/]");
    }

    private static Table Network(NatReport report)
    {
        Table table = Headed("[bold]Network[/]", "IPv4", "IPv6");
        Add(table, report, "Type", family => family.WasTested ? Coloured(DoctorWords.Of(family.Type), ColourOf(family.Type)) : "[grey]not tested[/]");
        Add(table, report, "Public address", family => Lines(family.PublicAddresses.Select(address => address.Address.ToString()).Distinct()));
        Add(table, report, "Own address", family => family.LocalAddress is null ? "" : family.LocalAddress.Address + (family.IsCarrierAddress ? " (a carrier's NAT is before it)" : ""));
        Add(table, report, "Mapping", family => family.HasUdp ? DoctorWords.Of(family.Mapping) : "");
        Add(table, report, "Filtering", family => family.HasUdp ? DoctorWords.Of(family.Filtering) : "");
        Add(table, report, "Hairpinning", family => DoctorWords.YesOrNo(family.Hairpins));
        Add(table, report, "Keeps ports", family => DoctorWords.YesOrNo(family.PreservesPorts));
        Add(table, report, "STUN round trip", family => DoctorWords.Milliseconds(family.RoundTripTime));
        if (report.IPv4.RewritesPayloads || report.IPv6.RewritesPayloads) Add(table, report, "Payloads", family => family.RewritesPayloads ? "[yellow]addresses inside are rewritten[/]" : "");
        return table;
    }

    private static Table Relays(NatReport report)
    {
        Table table = Headed("[bold]Relay[/]", "Over", "Round trip", "Connect", "Relays");
        table.Columns[2].RightAligned();
        table.Columns[3].RightAligned();
        foreach (RelayReport relay in report.Relays)
            foreach (RelayWayReport way in relay.Ways)
                table.AddRow(
                    Markup.Escape(way.Url), DoctorWords.Of(way.Transport),
                    DoctorWords.Milliseconds(way.RoundTripTime), DoctorWords.Milliseconds(way.ConnectTime),
                    Coloured(DoctorWords.Of(way.Allocation), way.IsUsable ? "green" : "red"));
        if (report.Relays.Count == 0) table.AddRow("[grey]" + (report.RelayNote is null ? "none is named" : "not tested") + "[/]", "", "", "", "");
        return table;
    }

    private static Table Partners(NatReport report)
    {
        Table table = Headed("[bold]Partner behind[/]", "is reached");
        foreach (PartnerOutlook partner in report.Partners)
            table.AddRow(DoctorWords.Of(partner.Partner), Coloured(DoctorWords.Of(partner.Path), ColourOf(partner.Path)));
        return table;
    }

    private static IEnumerable<string> Notes(NatReport report)
    {
        if (report.IPv4.Note is string ipv4) yield return "IPv4: " + ipv4;
        if (report.IPv6.Note is string ipv6) yield return "IPv6: " + ipv6;
        if (report.RelayNote is string relays) yield return relays;
        foreach (RelayWayReport way in report.Relays.SelectMany(relay => relay.Ways))
            if (way.Problem is string problem) yield return way.Url + ": " + problem;
        yield return string.Create(CultureInfo.InvariantCulture, $"Found out in {report.Duration.TotalSeconds:0.0} s.");
    }

    private static Table Headed(params string[] headers)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string header in headers) table.AddColumn(header);
        return table;
    }

    private static void Add(Table table, NatReport report, string name, Func<NatFamilyReport, string> cell) => table.AddRow(name, cell(report.IPv4), cell(report.IPv6));

    private static string Lines(IEnumerable<string> lines) => Markup.Escape(string.Join('\n', lines));

    private static string Coloured(string text, string colour) => $"[{colour}]{Markup.Escape(text)}[/]";

    private static string ColourOf(NatType type) => type switch
    {
        NatType.Symmetric or NatType.Unknown => "yellow",
        NatType.UdpBlocked => "red",
        _ => "green",
    };

    private static string ColourOf(PartnerPath path) => path switch
    {
        PartnerPath.Direct => "green",
        PartnerPath.None => "red",
        PartnerPath.Relayed => "yellow",
        _ => "grey",
    };
}
