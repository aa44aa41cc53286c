using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// The addresses of the machine that the server runs on, also those at which it does not listen, and of the routers that it sends
/// through. They change while it runs: one thread says so, the server's looks.
/// </summary>
internal sealed class OwnMachine
{
    private volatile FrozenSet<TransportAddress> _addresses = FrozenSet<TransportAddress>.Empty;
    private volatile FrozenSet<TransportAddress> _routers = FrozenSet<TransportAddress>.Empty;

    /// <summary>Grows with every change.</summary>
    public int Version { get; private set; }

    /// <summary>Takes in what there is now; ports do not matter.</summary>
    public void Set(IEnumerable<TransportAddress> addresses, IEnumerable<TransportAddress> routers)
    {
        FrozenSet<TransportAddress> now = addresses.Select(a => a.WithPort(0)).ToFrozenSet();
        _routers = routers.Select(a => a.WithPort(0)).ToFrozenSet();
        if (now.SetEquals(_addresses)) return;
        _addresses = now;
        Version++;
    }

    /// <summary>Whether it is one of the machine's, whatever the port.</summary>
    public bool Has(in TransportAddress address) => _addresses.Count > 0 && _addresses.Contains(address.WithPort(0));

    /// <summary>Whether one of its addresses is on the Internet.</summary>
    public bool HasPublic(bool isIPv6) => _addresses.Any(a => a.IsIPv6 == isIPv6 && a.IsPublic && !PeerPolicy.IsInside(a));

    /// <summary>Whether it is that of a router, behind which anybody may be.</summary>
    public bool IsRouter(in TransportAddress address) => _routers.Count > 0 && _routers.Contains(address.WithPort(0));
}
