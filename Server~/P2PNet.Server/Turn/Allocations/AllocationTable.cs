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
    private readonly Dictionary<TransportAddress, int> _byNetwork = [];
    private Relay?[] _byHandle = new Relay?[64];
    private int _turn;

    public int Count => _byClient.Count;

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

    public User UserFor(ReadOnlySpan<byte> id)
    {
        string name = Encoding.UTF8.GetString(id);
        if (!_users.TryGetValue(name, out User? user)) _users.Add(name, user = new User(name, options.BytesPerSecondOfUser));
        return user;
    }

    /// <summary>Whether the network that a client comes from has as many allocations as one gets, under whatever names.</summary>
    public bool IsNetworkFull(in TransportAddress client) => options.MaxAllocationsOfNetwork > 0
        && ClientNetwork.TryFind(client, out TransportAddress network) && _byNetwork.GetValueOrDefault(network) >= options.MaxAllocationsOfNetwork;

    /// <summary>Takes up an allocation whose relays were added.</summary>
    public void Add(Allocation allocation)
    {
        _byClient.Add(allocation.Client, allocation);
        allocation.User.Allocations++;
        if (ClientNetwork.TryFind(allocation.Client.Address, out TransportAddress network)) _byNetwork[network] = _byNetwork.GetValueOrDefault(network) + 1;
        transport.SetAllocated(allocation.Client, true);
        counters.AllocationsMade++;
        counters.Allocations = _byClient.Count;
    }

    public void Add(Relay relay)
    {
        if (relay.Handle.Index >= _byHandle.Length) Array.Resize(ref _byHandle, Math.Max(relay.Handle.Index + 1, _byHandle.Length * 2));
        _byHandle[relay.Handle.Index] = relay;
        _byAddress[relay.External] = relay;
    }

    /// <summary>Closes a relay that belongs to nobody yet.</summary>
    public void Close(Relay relay)
    {
        _byHandle[relay.Handle.Index] = null;
        _byAddress.Remove(relay.External);
        transport.CloseRelay(relay.Handle);
    }

    /// <summary>Closes one relay of an allocation, and the allocation with its last.</summary>
    public void Close(Allocation allocation, Relay relay)
    {
        Close(relay);
        if (allocation.IPv4 == relay) allocation.IPv4 = null;
        else allocation.IPv6 = null;
        if (!allocation.IsOver || !_byClient.Remove(allocation.Client)) return;
        allocation.User.Allocations--;
        if (ClientNetwork.TryFind(allocation.Client.Address, out TransportAddress network) && --_byNetwork[network] == 0) _byNetwork.Remove(network);
        transport.SetAllocated(allocation.Client, false);
        counters.Allocations = _byClient.Count;
    }

    public void Close(Allocation allocation)
    {
        if (allocation.IPv4 is { } four) Close(allocation, four);
        if (allocation.IPv6 is { } six) Close(allocation, six);
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
            if (user.Allocations == 0) _users.Remove(id);
        }
    }
}
