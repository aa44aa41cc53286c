using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>The settings that concern relays.</summary>
internal static class TurnSetting
{
    public static IReadOnlyList<Setting> All =>
    [
        new("turn", "ON|OFF", "Whether this server relays between players that find no direct path. Default on; off where --turn-external is given.", (o, v) => ApplyFlag(v, on => o.Turn.IsOn = on)),
        new("turn-secret", "TEXT", "What the credentials of members are made with, shared with other relays. 16 characters or more. Default: a random one at each start.", ApplySecret),
        new("turn-secret-file", "FILE", "A file that has the secret in its first line, which command lines and variables would show.", ApplySecretFile),
        new("turn-realm", "NAME", "The realm of the credentials. Default p2pnet.", ApplyRealm),
        new("turn-ports", "A-B", "UDP ports of relayed addresses. Default 49152-65535.", ApplyPorts),
        new("turn-address", "LIST", "Addresses of this machine that relay, one of IPv4 and one of IPv6. Default: that at which the client came.", (o, v) => ApplyAddresses(v, a => o.Turn.RelayAddresses = a), ';'),
        new("turn-external-address", "LIST", "What others see of these, where a NAT translates one to one, as in most clouds.", (o, v) => ApplyAddresses(v, a => o.Turn.ExternalAddresses = a), ';'),
        new("turn-allow-peer", "LIST", "Networks that may be reached through a relay whatever they are, such as 10.1.0.0/16;fd00::/8.", (o, v) => ApplyPeers(v, ranges => o.Turn.AllowedPeers = ranges), ';'),
        new("turn-deny-peer", "LIST", "Networks that may not be reached although their addresses are public, such as an organisation's own. --turn-allow-peer makes exceptions.", (o, v) => ApplyPeers(v, ranges => o.Turn.DeniedPeers = ranges), ';'),
        new("turn-allow-private", "ON|OFF", "Whether private and loopback addresses may be reached. Default: by clients from there, where this server has no public address.", (o, v) => ApplyFlag(v, on => o.Turn.AllowPrivate = on)),
        Setting.Number("turn-max-allocations", "Relayed addresses at a time. Default 8000.", 1, 65_535, (o, v) => o.Turn.MaxAllocations = v),
        Setting.Number("turn-user-allocations", "Relayed addresses of one player. Default 64.", 1, 65_535, (o, v) => o.Turn.MaxAllocationsOfUser = v),
        Setting.Number("turn-network-allocations", "Relayed addresses of all players at one public IPv4 address or IPv6 /64, 0 for no limit. Default 512.", 0, 65_535, (o, v) => o.Turn.MaxAllocationsOfNetwork = v),
        Setting.Number("turn-kib-per-second", "KiB a second that all relays carry, 0 for no limit. Default 0.", 0, int.MaxValue, (o, v) => o.Turn.BytesPerSecond = v * 1024L),
        Setting.Number("turn-user-kib-per-second", "KiB a second that one player's relays carry, 0 for no limit. Default 2048.", 0, int.MaxValue, (o, v) => o.Turn.BytesPerSecondOfUser = v * 1024L),
        Setting.Number("turn-network-kib-per-second", "KiB a second that the relays of all players at one public IPv4 address or IPv6 /64 carry, 0 for no limit. Default 32768.", 0, int.MaxValue, (o, v) => o.Turn.BytesPerSecondOfNetwork = v * 1024L),
        Setting.Number("turn-credential-hours", "How long a member's credential is taken for new relayed addresses. Default 12.", 1, 8760, (o, v) => o.Turn.CredentialLifetime = TimeSpan.FromHours(v)),
        new("turn-region", "NAME", "Where this server's relay stands; lobbies with this property \"region\" prefer it.", ApplyRegion),
        new("turn-external", "RELAY", "Another relay, coturn for example: URL[,URL];region=NAME;capacity=N;secret=TEXT;realm=NAME, the realm where it is a P2PNet server. May be given several times.", ApplyExternals, ' '),
    ];

    private static string? ApplyFlag(string text, Action<bool> apply)
    {
        bool on = text.Equals("on", StringComparison.OrdinalIgnoreCase);
        if (!on && !text.Equals("off", StringComparison.OrdinalIgnoreCase)) return "give on or off";
        apply(on);
        return null;
    }

    private static string? ApplySecret(ServerOptions options, string text)
    {
        if (text.Length == 0) return "give a text that nobody can guess, or leave the setting out";
        options.Turn.Secret = text;
        return null;
    }

    private static string? ApplySecretFile(ServerOptions options, string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return ApplySecret(options, reader.ReadLine()?.Trim() ?? "") is null ? null : "put the secret into the first line of this file";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"give a file that can be read ({e.Message.TrimEnd('.')})";
        }
    }

    private static string? ApplyRealm(ServerOptions options, string text)
    {
        if (text.Length is 0 or > 64 || text.Any(c => c is < ' ' or > '~' or '"' or '\\')) return "give 1 to 64 plain characters, such as a host name";
        options.Turn.Realm = text;
        return null;
    }

    private static string? ApplyPorts(ServerOptions options, string text)
    {
        string[] parts = text.Split('-');
        if (parts.Length != 2 || !ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first)
            || !ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort last) || first < 1024 || last < first)
            return "give two ports from 1024 to 65535, such as 49152-65535";
        options.Turn.Ports = (first, last);
        return null;
    }

    private static string? ApplyAddresses(string text, Action<IReadOnlyList<IPAddress>> apply)
    {
        var addresses = new List<IPAddress>();
        foreach (string part in Setting.Split(text))
        {
            if (!NumericAddress.TryParse(part, out IPAddress address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return "give numeric addresses, such as 192.0.2.1;2001:db8::1";
            if (addresses.Exists(a => a.AddressFamily == address.AddressFamily)) return "give one address of IPv4 and one of IPv6 at most";
            addresses.Add(address);
        }

        if (addresses.Count == 0) return "give at least one address, or leave the setting out";
        apply(addresses);
        return null;
    }

    private static string? ApplyPeers(string text, Action<IReadOnlyList<AddressRange>> apply)
    {
        var ranges = new List<AddressRange>();
        foreach (string part in Setting.Split(text))
        {
            if (!NumericAddress.TryParse(part.Split('/')[0], out _) || !AddressRange.TryParse(part, out AddressRange range)) return "give networks, such as 10.1.0.0/16;fd00::/8";
            ranges.Add(range);
        }

        apply(ranges);
        return null;
    }

    private static string? ApplyRegion(ServerOptions options, string text)
    {
        if (text.Length is 0 or > 64) return "give 1 to 64 characters";
        options.Turn.Region = text;
        return null;
    }

    private static string? ApplyExternals(ServerOptions options, string text)
    {
        var relays = new List<ExternalRelay>();
        foreach (string part in text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (ExternalRelay.TryParse(part, out ExternalRelay? relay) is string remedy) return remedy;
            relays.Add(relay!);
        }

        options.Turn.Externals = relays;
        return null;
    }
}
