using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// The lobbies of this server, by id and by code. It knows where a lobby is and nothing of what happens in it; a directory that
/// several servers share can take its place.
/// </summary>
internal sealed class LobbyDirectory(ServerOptions options, IceServerList iceServers, RelayDirectory relays, ILogger<LobbyDirectory> logger)
{
    private readonly ConcurrentDictionary<string, Lobby> _byId = new();
    private readonly ConcurrentDictionary<string, Lobby> _byCode = new();
    private long _lastNumber;
    private int _count;

    /// <summary>Lobbies that are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Players that have a place in one of them, for a person to read: counted one lobby after the other.</summary>
    public int PlayerCount => _byId.Sum(entry => entry.Value.Count);

    /// <summary>Makes a lobby, empty yet; null where no more fit.</summary>
    public Lobby? TryCreate(CreateLobbyFrame wish, long connection)
    {
        int count = Interlocked.Increment(ref _count);
        if (count > options.MaxLobbies)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }

        while (true)
        {
            var lobby = new Lobby(Interlocked.Increment(ref _lastNumber), OpaqueId.Create(), LobbyCode.Create(), wish, iceServers, relays, logger);
            if (!_byCode.TryAdd(lobby.Code, lobby)) continue;
            _byId[lobby.Id] = lobby;
            Log.LobbyMade(logger, lobby.Number, connection, lobby.MaxPlayers, count);
            return lobby;
        }
    }

    /// <summary>Finds a lobby by its code as typed.</summary>
    public Lobby? FindByCode(string typed) => _byCode.GetValueOrDefault(LobbyCode.Normalize(typed));

    public Lobby? FindById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Forgets a lobby whose last member is gone, or that was deleted.</summary>
    public void Remove(Lobby lobby, string reason)
    {
        if (!_byId.TryRemove(lobby.Id, out _)) return;
        _byCode.TryRemove(lobby.Code, out _);
        Log.LobbyGone(logger, lobby.Number, reason, Interlocked.Decrement(ref _count));
    }
}
