using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>One option with its name, its help and the way from text to value.</summary>
/// <param name="Name">As on the command line, without the dashes: <c>stun-port</c>.</param>
/// <param name="Value">What stands for the value in the help.</param>
/// <param name="Help">What it does, with its default.</param>
/// <param name="Apply">Sets it, and returns null; or returns what to give instead, as the rest of a sentence.</param>
/// <param name="Separator">What stands between its values, where it may have several: then it may also be given several times, as a list in a file, or as numbered variables.</param>
internal sealed record Setting(string Name, string Value, string Help, Func<ServerOptions, string, string?> Apply, char? Separator = null)
{
    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("urls", "LIST", "HTTP addresses, separated by ';'. Default http://*:7777 (every address of the machine). Port 0: any free one.", ApplyUrls, ';'),
        new("tls-certificate", "FILE", "Certificate with its chain (PEM) for https addresses; read again when it changes.", (o, v) => ApplyFile(v, f => o.TlsCertificate = f)),
        new("tls-key", "FILE", "Private key of the certificate (PEM). Default: in the same file.", (o, v) => ApplyFile(v, f => o.TlsKey = f)),
        new("stun-port", "LIST", "UDP and TCP ports of STUN and TURN, separated by ';', 0 for any free one, 'off' for neither. Default 3478.", ApplyStunPort, ';'),
        new("stun-address", "LIST", "Addresses where STUN and TURN listen, separated by ';'. Default: those of --urls.", ApplyStunAddresses, ';'),
        new("stun-alternate-address", "LIST", "A second address of this machine (one a family), by which clients can tell how their NAT behaves (RFC 5780).", ApplyStunAlternateAddresses, ';'),
        new("stun-alternate-port", "PORT", "The second port for the same. Default: the one after --stun-port.", ApplyStunAlternatePort),
        new("public-address", "HOST", "Name or address at which clients reach STUN and TURN. Default: the host that they connected to.", ApplyPublicAddress),
        .. TurnSetting.All,
        Seconds("heartbeat-seconds", "How often a silent client shows that it lives. Default 5.", 0.05, (o, v) => o.Heartbeat = v),
        Seconds("timeout-seconds", "After how much silence a connection has ended. Default 15.", 0.1, (o, v) => o.Timeout = v),
        Seconds("grace-seconds", "How long a lost member keeps its place, to come back to. Default 30.", 0, (o, v) => o.Grace = v),
        Seconds("join-grace-seconds", "The same for one that was still joining. Default 10, and never more than --grace-seconds.", 0, (o, v) => o.JoinGrace = v),
        Number("max-connections", "Connections at a time. Default 10000.", 1, 1_000_000, (o, v) => o.MaxConnections = v),
        Number("max-lobbies", "Lobbies at a time. Default 10000.", 1, 1_000_000, (o, v) => o.MaxLobbies = v),
        Number("max-players", "Players of the largest lobby. Default 64.", 1, ProtocolLimits.MaxPlayers, (o, v) => o.MaxPlayers = v),
        Number("frames-per-second", "Frames that a connection may send for long. Default 100.", 1, 1_000_000, (o, v) => o.FramesPerSecond = v),
        Number("frame-burst", "Frames that it may send at once. Default 1000.", 1, 1_000_000, (o, v) => o.FrameBurst = v),
        Number("max-queued-frames", "Frames that wait for a slow client before it is cut off. Default 1024.", 16, 1_000_000, (o, v) => o.MaxQueuedFrames = v),
        Number("max-queued-kib", "KiB of these. Default 2048.", 64, 1_000_000, (o, v) => o.MaxQueuedBytes = v * 1024),
        new("log-level", "LEVEL", "trace, debug, information, warning, error, critical or none. Default information.", ApplyLogLevel),
    ];

    /// <summary>Its name as an environment variable: <c>P2PNET_STUN_PORT</c>.</summary>
    public string EnvironmentName => "P2PNET_" + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>Its name in a settings file, within <c>P2PNet</c>, in any case: <c>StunPort</c>.</summary>
    public string FileName => string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>A value as it may be shown: errors reach terminals and logs.</summary>
    public static string WithoutSecret(string value) => Regex.Replace(value, @"(?<=secret=)[^;\s]*", "…");

    public static Setting Number(string name, string help, int min, int max, Action<ServerOptions, int> apply) => new(name, "N", help, (options, text) =>
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value < min || value > max)
            return $"give a whole number from {min} to {max}";
        apply(options, value);
        return null;
    });

    private static Setting Seconds(string name, string help, double min, Action<ServerOptions, TimeSpan> apply) => new(name, "S", help, (options, text) =>
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || value < min || value > 3600)
            return string.Create(CultureInfo.InvariantCulture, $"give seconds from {min} to 3600, such as 2.5");
        apply(options, TimeSpan.FromSeconds(value));
        return null;
    });

    private static string? ApplyUrls(ServerOptions options, string text)
    {
        string[] urls = Split(text);
        if (urls.Length == 0) return "give at least one address, such as http://127.0.0.1:7777";
        foreach (string url in urls)
        {
            if (ListenUrl.Check(url) is string remedy) return remedy;
        }

        for (int i = 1; i < urls.Length; i++)
        {
            if (Array.Find(urls[..i], earlier => ListenUrl.Overlap(earlier, urls[i])) is string earlier)
                return earlier == urls[i] ? $"give {earlier} once: it is there twice" : $"{earlier} and {urls[i]} are the same port of the same address: leave one out";
        }

        options.Urls = urls;
        return null;
    }

    private static string? ApplyStunPort(ServerOptions options, string text)
    {
        options.StunPort = null;
        options.MoreStunPorts = [];
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase)) return null;
        var ports = new List<int>();
        foreach (string part in Split(text))
        {
            if (!ushort.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return "give a UDP port from 0 to 65535, where 0 is any free one, or off";
            if (port != 0 && ports.Contains(port)) return $"give port {port} once: it is there twice";
            ports.Add(port);
        }

        if (ports.Count == 0) return "give at least one port, or off";
        options.StunPort = ports[0];
        options.MoreStunPorts = ports[1..];
        return null;
    }

    private static string? ApplyStunAddresses(ServerOptions options, string text)
    {
        var addresses = new List<IPAddress>();
        foreach (string part in Split(text))
        {
            if (!NumericAddress.TryParse(part, out IPAddress address)) return "give numeric addresses, such as 192.0.2.1;2001:db8::1";
            addresses.Add(address);
        }

        if (addresses.Count == 0) return "give at least one address, or leave the setting out";
        options.StunAddresses = addresses;
        return null;
    }

    private static string? ApplyStunAlternateAddresses(ServerOptions options, string text)
    {
        var addresses = new List<IPAddress>();
        foreach (string part in Split(text))
        {
            if (!NumericAddress.TryParse(part, out IPAddress address) || addresses.Exists(a => a.AddressFamily == address.AddressFamily)) return "give one numeric address of a family, such as 192.0.2.2";
            addresses.Add(address);
        }

        options.StunAlternateAddresses = addresses;
        return null;
    }

    private static string? ApplyStunAlternatePort(ServerOptions options, string text)
    {
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return "give a UDP port from 0 to 65535, where 0 is any free one";
        options.StunAlternatePort = port;
        return null;
    }

    private static string? ApplyFile(string path, Action<string> apply)
    {
        if (!File.Exists(path)) return "give a file that is there";
        apply(path);
        return null;
    }

    private static string? ApplyPublicAddress(ServerOptions options, string text)
    {
        bool isSlip = !text.Any(char.IsLetter) && !NumericAddress.TryParse(text.Trim('[', ']'), out _);
        if (isSlip || Uri.CheckHostName(text) == UriHostNameType.Unknown) return "give a host name or an address alone, without scheme and port, such as play.example.com";
        options.PublicAddress = text;
        return null;
    }

    private static string? ApplyLogLevel(ServerOptions options, string text)
    {
        if (!Enum.TryParse(text, ignoreCase: true, out LogLevel level) || int.TryParse(text, out _)) return "give trace, debug, information, warning, error, critical or none";
        options.LogLevel = level;
        return null;
    }

    public static string[] Split(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
