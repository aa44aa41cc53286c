using System.Collections.Generic;
using System.Linq;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>At which of the server's addresses a client's relays are opened, and which addresses are the server's own.</summary>
internal sealed class RelayAddresses
{
    private readonly TurnServerOptions _options;
    private readonly HashSet<TransportAddress> _own;
    private readonly HashSet<TransportAddress> _listeners;

    public RelayAddresses(TurnServerOptions options)
    {
        _options = options;
        _listeners = [.. options.Listeners.Select(l => l.Local)];
        _own = [.. options.Listeners.Select(l => l.Local.WithPort(0)).Concat(options.RelayAddresses.Select(a => a.WithPort(0)))
            .Concat(options.ExternalAddresses.Select(a => a.WithPort(0))).Where(a => a.IsValid && !a.IsAny)];
    }

    /// <summary>Whether there is an address on the Internet among them; where it listens on every address, those that came later too.</summary>
    public bool HasPublic(AddressFamily family) => _own.Any(a => FamilyOf(a) == family && !PeerPolicy.IsInside(a) && !a.IsLinkLocal)
        || (_listeners.Any(l => l.IsAny && FamilyOf(l) == family) && _options.Peers.Machine.HasPublic(family == AddressFamily.IPv6));

    /// <summary>Whether it is an IP address of the machine's, or stands for one, also where the server does not listen on it.</summary>
    public bool IsOwn(in TransportAddress address) => MayHaveRelays(address) || _options.Peers.Machine.Has(address)
        || (PeerPolicy.TryTranslate(address, out TransportAddress meant) && IsOwn(meant));

    /// <summary>Whether it is one of those at which relays are opened.</summary>
    public bool MayHaveRelays(in TransportAddress address) => _own.Contains(address.WithPort(0));

    /// <summary>Whether clients come in there: what was sent there would go round in a circle.</summary>
    public bool IsListener(in TransportAddress address) => _listeners.Contains(address) || _listeners.Contains(AnyAddress(address));

    /// <summary>The address for relays of a family; invalid where the server has none of it.</summary>
    /// <remarks>
    /// That at which the client came in, if it can be: it has proved to be reachable, and where the machine has several, each network
    /// keeps to its own.
    /// </remarks>
    public TransportAddress Find(byte listener, AddressFamily family)
    {
        if (_options.RelayAddresses.Count > 0) return _options.RelayAddresses.FirstOrDefault(a => FamilyOf(a) == family);
        TransportAddress came = listener < _options.Listeners.Count ? _options.Listeners[listener].Local : default;
        if (came.IsValid && !came.IsAny && FamilyOf(came) == family) return came.WithPort(0);
        return _own.Where(a => FamilyOf(a) == family && !a.IsLinkLocal).OrderBy(a => a.IsLoopback == came.IsLoopback ? 0 : 1).ThenBy(a => PeerPolicy.IsInside(a) ? 1 : 0).FirstOrDefault();
    }

    /// <summary>What peers see of a relay's socket.</summary>
    public TransportAddress ExternalOf(in TransportAddress local)
    {
        foreach (TransportAddress external in _options.ExternalAddresses)
        {
            if (FamilyOf(external) == FamilyOf(local)) return external.WithPort(local.Port);
        }

        return local;
    }

    private static AddressFamily FamilyOf(in TransportAddress address) => address.IsIPv6 ? AddressFamily.IPv6 : AddressFamily.IPv4;

    private static TransportAddress AnyAddress(in TransportAddress address) => TransportAddress.FromBytes(stackalloc byte[address.AddressLength], address.Port);
}
