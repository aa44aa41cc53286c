using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// Which peers may be reached through a relay: everybody on the Internet, and nobody behind the server. A relay is a way around the
/// firewall that it stands behind, so loopback, private and link-local addresses are refused, however they are written down.
/// <para>
/// Where there is nothing to go around they are not: private and loopback peers may be reached by clients that come from private
/// or loopback addresses themselves, as long as the server has no public address of that family. That is a developer's machine or a
/// LAN party's, with nothing configured. A client that comes from the machine's router says nothing of where it is: the proxies of containers
/// show everybody so.
/// </para>
/// </summary>
internal sealed class PeerPolicy
{
    private static readonly AddressRange[] Never =
    [
        AddressRange.Parse("0.0.0.0/8"), // this network (RFC 1122 §3.2.1.3)
        AddressRange.Parse("169.254.0.0/16"), // link-local; clouds tell secrets at 169.254.169.254
        AddressRange.Parse("192.0.0.0/24"), // protocol assignments (RFC 6890)
        AddressRange.Parse("224.0.0.0/4"), // multicast
        AddressRange.Parse("240.0.0.0/4"), // reserved, and broadcast
        AddressRange.Parse("::/128"),
        AddressRange.Parse("64:ff9b:1::/48"), // a network's own translation to IPv4 (RFC 8215)
        AddressRange.Parse("100::/64"), // discard (RFC 6666)
        AddressRange.Parse("2001::/23"), // protocol assignments (RFC 2928): Teredo, which carries an IPv4 address, ORCHID, benchmarks
        AddressRange.Parse("5f00::/16"), // a network's own segments (RFC 9602)
        AddressRange.Parse("fe80::/10"), // link-local
        AddressRange.Parse("ff00::/8"), // multicast
    ];

    private static readonly AddressRange[] Private =
    [
        AddressRange.Parse("fec0::/10"), // site-local, what fc00::/7 was once
        AddressRange.Parse("198.18.0.0/15"), // benchmarks (RFC 2544)
    ];

    // Addresses that stand for an IPv4 address, and the byte where it begins.
    private static readonly (AddressRange Range, int At)[] Translated =
    [
        (AddressRange.Parse("::/96"), 12), // IPv4-compatible
        (AddressRange.Parse("::ffff:0:0:0/96"), 12), // IPv4-translated (RFC 2765)
        (AddressRange.Parse("64:ff9b::/96"), 12), // NAT64 (RFC 6052)
        (AddressRange.Parse("2002::/16"), 2), // 6to4 (RFC 3056)
    ];

    /// <summary>Ranges that may be reached whatever they are.</summary>
    public IReadOnlyList<AddressRange> Allowed { get; init; } = [];

    /// <summary>Ranges that may not be reached although they are public, but for those in <see cref="Allowed"/>.</summary>
    public IReadOnlyList<AddressRange> Denied { get; init; } = [];

    /// <summary>The machine that the server runs on.</summary>
    public OwnMachine Machine { get; init; } = new();

    /// <summary>Whether private and loopback peers may be reached: true by all, false by nobody, null (default) as the type says.</summary>
    public bool? AllowPrivate { get; init; }

    /// <summary>Whether the server has an address of the family that the Internet can reach; it decides where <see cref="AllowPrivate"/> is null.</summary>
    public bool HasPublicIPv4 { get; set; }

    /// <inheritdoc cref="HasPublicIPv4"/>
    public bool HasPublicIPv6 { get; set; }

    /// <summary>Whether an address is one of those that only a part of the world can reach.</summary>
    public static bool IsInside(in TransportAddress address) => address.IsLoopback || address.IsPrivate || IsIn(Private, address);

    /// <summary>Whether a client may reach a peer.</summary>
    public bool Allows(in TransportAddress peer, in TransportAddress client)
    {
        if (!peer.IsValid) return false;
        if (IsIn(Allowed, peer)) return true;
        if (IsIn(Never, peer) || IsIn(Denied, peer)) return false;
        if (IsInside(peer)) return AllowPrivate ?? (IsInside(client) && !Machine.IsRouter(client) && !(peer.IsIPv6 ? HasPublicIPv6 : HasPublicIPv4));
        return !TryTranslate(peer, out TransportAddress meant) || Allows(meant, client);
    }

    /// <summary>
    /// Whether a client may reach what listens on this server itself. A public address of the server's own is reached from the Internet
    /// alone, and never past the firewall by way of its relays.
    /// </summary>
    public bool AllowsOwn(in TransportAddress peer, in TransportAddress client) => IsIn(Allowed, peer) || (IsInside(peer) && Allows(peer, client));

    /// <summary>The IPv4 address that an IPv6 address stands for, where it is of a kind that does.</summary>
    public static bool TryTranslate(in TransportAddress address, out TransportAddress meant)
    {
        meant = default;
        foreach ((AddressRange range, int at) in Translated)
        {
            if (!range.Contains(address)) continue;
            Span<byte> bytes = stackalloc byte[16];
            address.WriteAddress(bytes);
            meant = TransportAddress.FromBytes(bytes.Slice(at, 4), address.Port);
            return true;
        }

        return false;
    }

    private static bool IsIn(IReadOnlyList<AddressRange> ranges, in TransportAddress address)
    {
        for (int i = 0; i < ranges.Count; i++)
        {
            if (ranges[i].Contains(address)) return true;
        }

        return false;
    }
}
