using System;
using System.Collections.Concurrent;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>The TCP and TLS clients: connections that Kestrel accepted, on whatever port, and that speak STUN and not HTTP.</summary>
internal sealed class TurnStreams(ServerOptions options, TimeProvider time) : ITurnStreams
{
    /// <summary>How long a connection may go without an allocation: an Allocate takes two round trips.</summary>
    private static readonly TimeSpan LongestIdleness = TimeSpan.FromSeconds(30);

    /// <summary>How long one may be silent: a client renews a permission every five minutes, an allocation every ten.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<int, StreamClient> _clients = new();
    private readonly StreamInbox _inbox = new();
    private int _lastConnection;
    private int _count;
    private long _dropped;

    /// <summary>Which listener stands for an address of this server's; null while nothing relays.</summary>
    public Func<IPAddress, byte>? ListenerAt { get; set; }

    public Action? Arrived
    {
        get => _inbox.Arrived;
        set => _inbox.Arrived = value;
    }

    /// <summary>Connections that are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Messages for clients that read too slowly, or were gone.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Serves a connection until its end.</summary>
    public async Task ServeAsync(ConnectionContext connection, TurnTransport transport)
    {
        if (ListenerAt is null || connection.RemoteEndPoint is not IPEndPoint remote || connection.LocalEndPoint is not IPEndPoint local) return;
        var tuple = new ClientTuple(ListenerAt(local.Address), transport, TransportAddress.FromEndPoint(remote), Interlocked.Increment(ref _lastConnection));
        var client = new StreamClient(connection, tuple, _inbox, time);
        try
        {
            if (Interlocked.Increment(ref _count) > options.MaxConnections) return;
            _clients[tuple.Connection] = client;
            await client.RunAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _count);
            _clients.TryRemove(tuple.Connection, out _);
        }
    }

    public bool TryRead(out StreamMessage message) => _inbox.TryRead(out message);

    public void Release() => _inbox.Release();

    public void Send(in ClientTuple client, ReadOnlySpan<byte> message)
    {
        if (!_clients.TryGetValue(client.Connection, out StreamClient? stream) || !stream.TrySend(message)) Interlocked.Increment(ref _dropped);
    }

    public void SetAllocated(in ClientTuple client, bool isAllocated)
    {
        if (_clients.TryGetValue(client.Connection, out StreamClient? stream)) stream.SetAllocated(isAllocated);
    }

    /// <summary>Ends connections that hold a place for nothing. Thread: any one.</summary>
    public void Sweep()
    {
        foreach ((_, StreamClient client) in _clients)
        {
            if (client.Idleness > LongestIdleness) client.Abort("No allocation was made.");
            else if (client.Silence > LongestSilence) client.Abort("Nothing was heard.");
        }
    }
}
