using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace P2PNet.Server;

/// <summary>The addresses that the server is told to listen on: checked before Kestrel meets them, and shared by STUN.</summary>
internal static class ListenUrl
{
    /// <summary>Null if the address can be listened on; else what to give instead.</summary>
    public static string? Check(string url)
    {
        if (!TryParse(url, out string host, out int port, out bool hasPath)) return "give addresses such as http://127.0.0.1:7777, http://[::1]:7777 or http://*:7777";
        if (hasPath) return "give the address without a path";
        if (host == "localhost" && port == 0) return "a free port needs a numeric address: give http://127.0.0.1:0";
        if (!IsWildcard(host) && host != "localhost" && !IPAddress.TryParse(host, out _)) return "give a numeric address, localhost or * as host: names are not looked up";
        // Uri reads 1.2.3 as 1.2.0.3.
        if (IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork && !url.Contains("://" + host)) return "give an IPv4 address in full, as four numbers";
        return null;
    }

    /// <summary>Whether TLS is spoken there.</summary>
    public static bool IsSecure(string url) => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The port of a checked URL.</summary>
    public static int Port(string url) => TryParse(url, out _, out int port, out _) ? port : 0;

    /// <summary>The host of a checked URL: numeric, localhost or *.</summary>
    public static string Host(string url) => TryParse(url, out string host, out _, out _) ? host : "";

    /// <summary>The addresses that a checked URL listens on.</summary>
    public static IEnumerable<IPAddress> Addresses(string url)
    {
        if (!TryParse(url, out string host, out _, out _)) yield break;
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            yield return address;
            // Kestrel serves both families on [::].
            if (address.Equals(IPAddress.IPv6Any)) yield return IPAddress.Any;
            yield break;
        }

        bool any = IsWildcard(host);
        yield return any ? IPAddress.Any : IPAddress.Loopback;
        if (Socket.OSSupportsIPv6) yield return any ? IPAddress.IPv6Any : IPAddress.IPv6Loopback;
    }

    /// <summary>Whether two checked URLs want the same port of an address.</summary>
    public static bool Overlap(string one, string other) => Port(one) == Port(other) && Port(one) != 0 && Addresses(one).Any(a => Addresses(other).Any(b => a.AddressFamily == b.AddressFamily && (a.Equals(b) || IsAny(a) || IsAny(b))));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsWildcard(string host) => host is "*" or "+";

    private static bool TryParse(string url, out string host, out int port, out bool hasPath)
    {
        host = "";
        port = 0;
        hasPath = false;
        // Uri knows no wildcard hosts; their place is taken by a name that none has.
        string parsed = url.Replace("://*", "://wildcard.invalid").Replace("://+", "://wildcard.invalid");
        if (!Uri.TryCreate(parsed, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0) return false;
        host = parsed.Length != url.Length ? "*" : uri.Host.Trim('[', ']');
        port = uri.Port;
        hasPath = uri.PathAndQuery != "/" || uri.Fragment.Length > 0;
        return true;
    }
}
