using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server;

/// <summary>
/// A relay that is another server, coturn or one of ours, as a setting names it:
/// <c>turn:host:3478,turns:host:5349;region=eu;capacity=2;secret=…</c>.
/// </summary>
/// <param name="Urls">Ways to it.</param>
/// <param name="Region">Where it stands; null where it does not matter.</param>
/// <param name="Capacity">How much it carries compared with others; 1 where it is not said.</param>
/// <param name="Secret">What its credentials are made with; null for that of <c>--turn-secret</c>.</param>
/// <param name="Realm">Its realm, where it is one of ours and takes nonces that this server mints; null: it is asked.</param>
internal sealed record ExternalRelay(IReadOnlyList<string> Urls, string? Region, double Capacity, string? Secret, string? Realm)
{
    /// <summary>Reads a setting.</summary>
    /// <returns>Null; or what to give instead, as the rest of a sentence.</returns>
    public static string? TryParse(string text, out ExternalRelay? relay)
    {
        relay = null;
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] urls = parts.Length == 0 ? [] : parts[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (urls.Length == 0 || !urls.All(url => TurnUrl.TryParse(url, out _)))
            return "give URLs such as turn:relay.example.com:3478 or turns:relay.example.com:5349?transport=tcp, those of one relay separated by ','";
        string? region = null;
        string? secret = null;
        string? realm = null;
        double capacity = 1;
        foreach (string part in parts.Skip(1))
        {
            string[] pair = part.Split('=', 2);
            if (pair.Length == 2 && pair[0] == "region") region = pair[1];
            else if (pair.Length == 2 && pair[0] == "secret") secret = pair[1];
            else if (pair.Length == 2 && pair[0] == "realm") realm = pair[1];
            else if (pair.Length != 2 || pair[0] != "capacity" || !double.TryParse(pair[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out capacity) || capacity <= 0)
                return "after the URLs give region=NAME, capacity=N above 0, secret=TEXT or realm=TEXT, separated by ';'";
        }

        relay = new ExternalRelay(urls, region, capacity, secret, realm);
        return null;
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => string.Join(',', Urls);
}
