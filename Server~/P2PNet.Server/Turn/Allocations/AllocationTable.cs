using System;
using System.Collections.Generic;
using System.Text;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>All allocations, by what packets know: the client's 5-tuple, the socket, and the relayed address.</summary>
internal sealed class AllocationTable(TurnServerOptions options, ITurnTransport transport, TurnCounters counters)
{
    private const int Turns = 16;

    private readonly Dictionary<ClientTuple, Allocation> _byClient = [];
    private readonly Dictionary<TransportAddress, Relay> _byAddress = [];
    private readonly Dictionary<string, User> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<TransportAddress, Quota> _networks = [];
    private readonly Quota _all = new(options.MaxAllocations, options.BytesPerSecond);
    private Relay?[] _byHandle = new Relay?[64];
    private int _turn;

    public int Count => _byClient.Count;

    /// <summary>Whether anything is open or remembered that a sweep would find.</summary>
    public bool IsEmpty => _byClient.Count == 0 && _users.Count == 0 && _networks.Count == 0;

    /// <summary>The allocation of a client, null where it has none or its time is over.</summary>
    public Allocation? Find(in ClientTuple client, Timestamp now)
    {
        if (!_byClient.TryGetValue(client, out Allocation? allocation)) return null;
        if (allocation.IPv4 is { } four && four.ExpiresAt <= now) Close(allocation, four);
        if (allocation.IPv6 is { } six && six.ExpiresAt <= now) Close(allocation, six);
        return allocation.IsOver ? null : allocation;
    }

    /// <summary>The relay of a socket, reserved ones included.</summary>
    public Relay? Find(RelayHandle handle) => (uint)handle.Index < (uint)_byHandle.Length ? _byHandle[handle.Index] : null;

    /// <summary>The relay at an address of this server's, as peers see it.</summary>
    public Relay? Find(in TransportAddress external) => _byAddress.GetValueOrDefault(external);

    /// <summary>Who is charged for what a user has who comes from an address.</summary>
    public Payers PayersFor(ReadOnlySpan<byte> id, in TransportAddress client)
    {
        string name = Encoding.UTF8.GetString(id);
        if (!_users.TryGetValue(name, out User? user)) _users.Add(name, user = new User(name, new Quota(options.MaxAllocationsOfUser, options.BytesPerSecondOfUser)));
        Quota? ofNetwork = null;
        if (ClientNetwork.TryFind(client, out TransportAddress network) && !_networks.TryGetValue(network, out ofNetwork))
            _networks.Add(network, ofNetwork = new Quota(options.MaxAllocationsOfNetwork, options.BytesPerSecondOfNetwork));
        return new Payers(user, ofNetwork, _all);
    }

    public void CountRefusal(RelayLimit limit) => counters.CountRefusal(limit);

    /// <summary>Takes up an allocation whose relays were added.</summary>
    public void Add(Allocation allocation)
    {
        _byClient.Add(allocation.Client, allocation);
        transport.SetAllocated(allocation.Client, true);
        counters.AllocationsMade++;
        counters.Allocations = _byClient.Count;
    }

    /// <summary>Takes up a relay, for an allocation or in reserve, and charges for it.</summary>
    public void Add(Relay relay, Payers payers)
    {
        relay.Payers = payers;
        payers.TakeRelay();
        counters.Relays = _all.Relays;
        if (relay.Handle.Index >= _byHandle.Length) Array.Resize(ref _byHandle, Math.Max(relay.Handle.Index + 1, _byHandle.Length * 2));
        _byHandle[relay.Handle.Index] = relay;
        _byAddress[relay.External] = relay;
    }

    /// <summary>Closes a relay that belongs to nobody yet.</summary>
    public void Close(Relay relay)
    {
        _byHandle[relay.Handle.Index] = null;
        _byAddress.Remove(relay.External);
        relay.Payers!.GiveRelayBack();
        counters.Relays = _all.Relays;
        transport.CloseRelay(relay.Handle);
    }

    /// <summary>Closes one relay of an allocation, and the allocation with its last.</summary>
    public void Close(Allocation allocation, Relay relay)
    {
        Close(relay);
        if (allocation.IPv4 == relay) allocation.IPv4 = null;
        else allocation.IPv6 = null;
        if (!allocation.IsOver || !_byClient.Remove(allocation.Client)) return;
        transport.SetAllocated(allocation.Client, false);
        counters.Allocations = _byClient.Count;
    }

    public void Close(Allocation allocation)
    {
        if (allocation.IPv4 is { } four) Close(allocation, four);
        if (allocation.IPv6 is { } six) Close(allocation, six);
    }

    /// <inheritdoc cref="Allocation.Review"/>
    public void Review(RelayAddresses addresses)
    {
        foreach (Allocation allocation in _byClient.Values) allocation.Review(addresses);
    }

    /// <summary>Forgets what is over: allocations at once, what is within them in turns, since it may be much.</summary>
    public void Sweep(Timestamp now)
    {
        int turn = _turn++;
        foreach ((ClientTuple client, Allocation allocation) in _byClient)
        {
            // Finding closes what is over.
            if (Find(client, now) != null && turn++ % Turns == 0) allocation.Sweep(now);
        }

        foreach ((string id, User user) in _users)
        {
            if (user.Quota.Relays == 0) _users.Remove(id);
        }

        foreach ((TransportAddress network, Quota quota) in _networks)
        {
            if (quota.Relays == 0) _networks.Remove(network);
        }
    }
}
