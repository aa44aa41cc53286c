using System.Collections.Generic;
using System.Threading;
using Microsoft.AspNetCore.Connections;
using P2PNet.Rtc;

namespace P2PNet.Server;

/// <summary>
/// Counts the TCP connections that have shown nothing yet, neither a WebSocket nor a relayed address: those that are silent, that never end
/// their TLS handshake, that ask for this and that. They cost whoever opens them nothing, and the server a file each. A network gets so
/// many; when there are too many in all, the one that is here longest makes room, since it had the most time. Thread: any.
/// </summary>
internal sealed class Newcomers(int maxInAll = Newcomers.MaxInAll)
{
    /// <summary>Of one network at a time. A WebSocket takes two or three round trips, an Allocate as many, so a hall full of players fits.</summary>
    public const int MaxOfNetwork = 128;

    /// <summary>At a time: when the server was started anew, all its players come back within a second or two.</summary>
    public const int MaxInAll = 4096;

    private readonly Lock _gate = new();
    private readonly LinkedList<Newcomer> _oldestFirst = [];
    private readonly Dictionary<TransportAddress, int> _ofNetworks = [];

    /// <summary>Connections that are counted.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _oldestFirst.Count;
        }
    }

    /// <summary>Networks that have any.</summary>
    public int Networks
    {
        get
        {
            lock (_gate) return _ofNetworks.Count;
        }
    }

    /// <summary>Puts itself before everything else that a port does.</summary>
    public ConnectionDelegate Before(ConnectionDelegate next) => async connection =>
    {
        var newcomer = new Newcomer(this, connection);
        if (!TryAdd(newcomer, MaxOfNetwork)) return;
        connection.Features.Set(newcomer);
        try
        {
            await next(connection);
        }
        finally
        {
            Remove(newcomer);
        }
    };

    /// <summary>It has shown what it is here for.</summary>
    public void Prove(Newcomer newcomer)
    {
        lock (_gate) Forget(newcomer);
    }

    /// <summary>What it has shown is over. One that has ended meanwhile counts no more.</summary>
    public void Doubt(Newcomer newcomer)
    {
        if (!newcomer.HasEnded) TryAdd(newcomer, int.MaxValue);
    }

    private bool TryAdd(Newcomer newcomer, int maxOfNetwork)
    {
        Newcomer? oldest = null;
        lock (_gate)
        {
            if (newcomer.Place.List != null || newcomer.HasEnded) return true;
            if (newcomer.HasNetwork)
            {
                int count = _ofNetworks.GetValueOrDefault(newcomer.Network);
                if (count >= maxOfNetwork) return false;
                _ofNetworks[newcomer.Network] = count + 1;
            }

            if (_oldestFirst.Count >= maxInAll) Forget(oldest = _oldestFirst.First!.Value);
            _oldestFirst.AddLast(newcomer.Place);
        }

        oldest?.MakeRoom();
        return true;
    }

    private void Remove(Newcomer newcomer)
    {
        lock (_gate)
        {
            newcomer.HasEnded = true;
            Forget(newcomer);
        }
    }

    private void Forget(Newcomer newcomer)
    {
        if (newcomer.Place.List is null) return;
        _oldestFirst.Remove(newcomer.Place);
        if (newcomer.HasNetwork && --_ofNetworks[newcomer.Network] == 0) _ofNetworks.Remove(newcomer.Network);
    }
}
