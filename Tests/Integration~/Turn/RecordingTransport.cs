using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>The sockets below a server that runs in virtual time: what it sends is kept, what it opens is counted.</summary>
internal sealed class RecordingTransport : ITurnTransport
{
    private readonly byte[] _response = new byte[TurnServer.MaxResponseLength];
    private readonly Stack<int> _free = new();
    private int _lastHandle = -1;

    /// <summary>What went to clients, oldest first.</summary>
    public Queue<(ClientTuple Client, byte[] Message)> ToClients { get; } = new();

    /// <summary>What went to peers, oldest first.</summary>
    public Queue<(TransportAddress From, TransportAddress Peer, byte[] Datagram, bool IsUnfragmented)> ToPeers { get; } = new();

    /// <summary>Open relays by handle.</summary>
    public Dictionary<int, TransportAddress> Relays { get; } = [];

    /// <summary>Ports that another program has.</summary>
    public HashSet<ushort> TakenPorts { get; } = [];

    /// <summary>The most relays that can be open: the system's limit of files.</summary>
    public int MaxRelays { get; set; } = int.MaxValue;

    /// <summary>Where set, what is sent is counted and not kept.</summary>
    public bool IsForgetful { get; set; }

    public long Sent { get; private set; }

    public bool CanSendUnfragmented { get; set; } = true;

    public void SendToClient(in ClientTuple client, Span<byte> message)
    {
        Sent++;
        if (!IsForgetful) ToClients.Enqueue((client, message.ToArray()));
    }

    /// <summary>Clients that have an allocation.</summary>
    public HashSet<ClientTuple> Allocated { get; } = [];

    public void SetAllocated(in ClientTuple client, bool isAllocated)
    {
        if (!(isAllocated ? Allocated.Add(client) : Allocated.Remove(client))) throw new InvalidOperationException("This is known.");
    }

    public void SendToPeer(RelayHandle relay, in TransportAddress peer, Span<byte> datagram)
    {
        Sent++;
        if (!IsForgetful) ToPeers.Enqueue((Relays[relay.Index], peer, datagram.ToArray(), false));
    }

    public void SendToPeerUnfragmented(RelayHandle relay, in TransportAddress peer, Span<byte> datagram) =>
        ToPeers.Enqueue((Relays[relay.Index], peer, datagram.ToArray(), true));

    public Span<byte> RentResponse() => _response;

    public RelayOpenResult TryOpenRelay(in TransportAddress local, out RelayHandle relay)
    {
        relay = default;
        if (Relays.Count >= MaxRelays) return RelayOpenResult.Failed;
        if (TakenPorts.Contains(local.Port) || Relays.ContainsValue(local)) return RelayOpenResult.PortTaken;
        relay = new RelayHandle(_free.TryPop(out int free) ? free : ++_lastHandle);
        Relays.Add(relay.Index, local);
        return RelayOpenResult.Opened;
    }

    public void CloseRelay(RelayHandle relay)
    {
        if (!Relays.Remove(relay.Index)) throw new InvalidOperationException("This relay is not open.");
        _free.Push(relay.Index);
    }

    /// <summary>The socket of a relayed address.</summary>
    public RelayHandle HandleOf(TransportAddress address)
    {
        foreach ((int index, TransportAddress local) in Relays)
        {
            if (local == address) return new RelayHandle(index);
        }

        throw new InvalidOperationException("No relay has " + address + ".");
    }
}
