using System.Collections.Generic;
using System.Threading;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// Counts connections that have no allocation, by the network that they come from: they cost it nothing, and all connections together
/// have a limit, which one network shall not reach alone. Thread: any.
/// </summary>
internal sealed class UnprovenStreams
{
    /// <summary>Of one network at a time. An Allocate takes two round trips, so a hall full of players fits.</summary>
    public const int MaxOfNetwork = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<TransportAddress, int> _counts = [];

    /// <summary>Networks that have such connections.</summary>
    public int Networks
    {
        get
        {
            lock (_gate) return _counts.Count;
        }
    }

    /// <summary>A connection has come. False where its network has too many.</summary>
    public bool TryAdd(StreamClient client)
    {
        lock (_gate) return Count(client, MaxOfNetwork);
    }

    /// <summary>A connection got an allocation, or lost it. One that is gone counts no more.</summary>
    public void SetAllocated(StreamClient client, bool isAllocated)
    {
        lock (_gate)
        {
            if (client.IsGone) return;
            if (isAllocated) Forget(client);
            else Count(client, int.MaxValue);
        }
    }

    /// <summary>A connection has ended.</summary>
    public void Remove(StreamClient client)
    {
        lock (_gate)
        {
            client.IsGone = true;
            Forget(client);
        }
    }

    private bool Count(StreamClient client, int max)
    {
        if (client.IsCounted || !ClientNetwork.TryFind(client.Tuple.Address, out TransportAddress network)) return true;
        int count = _counts.GetValueOrDefault(network);
        if (count >= max) return false;
        _counts[network] = count + 1;
        client.IsCounted = true;
        return true;
    }

    private void Forget(StreamClient client)
    {
        if (!client.IsCounted) return;
        client.IsCounted = false;
        ClientNetwork.TryFind(client.Tuple.Address, out TransportAddress network);
        if (--_counts[network] == 0) _counts.Remove(network);
    }
}
