using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// A lobby and its members. One lock orders everything that happens in it, sending to the members included, so that they all see the
/// same events in the same order, and a signal never overtakes the news of its sender. Sending only queues, so the lock is short.
/// </summary>
internal sealed class Lobby(long number, string id, string code, CreateLobbyFrame wish, ILogger logger)
{
    private readonly Lock _gate = new();

    // In the order in which they joined.
    private readonly List<Member> _members = [];
    private Member? _host;
    private long _revision;
    private int _nextOrder;
    private bool _isGone;

    /// <summary>Its name in logs.</summary>
    public long Number { get; } = number;

    public string Id { get; } = id;

    public string Code { get; } = code;

    public int MaxPlayers { get; } = wish.MaxPlayers;

    /// <summary>Players that have a place in it now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _members.Count;
        }
    }

    /// <summary>Takes a player in and tells everybody; or says by an error code why not.</summary>
    public string? TryJoin(Connection connection, PlayerDescription description, long requestId)
    {
        lock (_gate)
        {
            if (_isGone) return ErrorCode.LobbyNotFound;
            if (_members.Count >= MaxPlayers) return ErrorCode.LobbyFull;
            var member = new Member(this, connection, _nextOrder++, description);
            _revision++;
            Broadcast(new PlayerJoinedFrame(_revision, member.Snapshot()));
            _members.Add(member);
            _host ??= member;
            connection.Member = member;
            connection.Send(new LobbyJoinedFrame(requestId, Snapshot()));
            Log.MemberJoined(logger, connection.Number, Number, member.Order, _members.Count);
            return null;
        }
    }

    /// <summary>Lets a member go that asked for it; false where it is in here no more.</summary>
    public bool TryLeave(Member member, long requestId, out bool isEmpty)
    {
        lock (_gate)
        {
            isEmpty = false;
            if (!_members.Contains(member)) return false;
            member.Connection?.Send(new LobbyLeftFrame(requestId));
            isEmpty = Remove(member, LeaveReason.Left);
            return true;
        }
    }

    /// <summary>A member's connection ended. Its place is kept; false where it has none any more.</summary>
    public bool LoseTouch(Member member)
    {
        lock (_gate)
        {
            if (!_members.Contains(member)) return false;
            if (member.Connection != null) member.Connection.Member = null;
            member.Connection = null;
            ChangePresence(member, PlayerPresence.Suspect);
            return true;
        }
    }

    /// <summary>The grace time of a member that was out of touch is over. True where the lobby is empty now.</summary>
    public bool RemoveIfLost(Member member)
    {
        lock (_gate) return member.Presence == PlayerPresence.Suspect && Remove(member, LeaveReason.Lost);
    }

    /// <summary>Sends everybody out, if the member is the host.</summary>
    public bool TryDelete(Member host, long requestId)
    {
        lock (_gate)
        {
            if (_isGone || host != _host) return false;
            _isGone = true;
            _revision++;
            const string Reason = "The host deleted the lobby.";
            host.Connection?.Send(new LobbyDeletedFrame(_revision, Reason, requestId));
            Broadcast(new LobbyDeletedFrame(_revision, Reason), except: host);
            foreach (Member member in _members)
            {
                if (member.Connection != null) member.Connection.Member = null;
            }

            _members.Clear();
            return true;
        }
    }

    /// <summary>Passes a signal to another member; or says by an error code why not.</summary>
    public string? TryPass(Member from, string toPlayerId, SignalFrame signal)
    {
        lock (_gate)
        {
            if (!_members.Contains(from)) return ErrorCode.NotInLobby;
            Member? to = _members.Find(m => m.PlayerId == toPlayerId);
            if (to is null || to == from) return ErrorCode.UnknownPlayer;
            if (to.Connection is null) return ErrorCode.PlayerUnreachable;
            to.Connection.Send(signal.PassedOnFrom(from.PlayerId));
            return null;
        }
    }

    private void ChangePresence(Member member, PlayerPresence presence)
    {
        if (member.Presence == presence) return;
        member.Presence = presence;
        _revision++;
        Log.PresenceChanged(logger, member.Order, Number, presence.ToText());
        Broadcast(new PlayerPresenceFrame(_revision, member.PlayerId, presence), except: member);
    }

    /// <summary>True where the lobby is empty now.</summary>
    private bool Remove(Member member, LeaveReason reason)
    {
        if (!_members.Remove(member)) return false;
        if (member.Connection != null) member.Connection.Member = null;
        _revision++;
        Log.MemberGone(logger, member.Order, Number, reason.ToText(), _members.Count);
        Broadcast(new PlayerLeftFrame(_revision, member.PlayerId, reason));
        if (member == _host) ElectHost();
        _isGone |= _members.Count == 0;
        return _members.Count == 0;
    }

    /// <summary>The member that is longest in the lobby of those in touch; of all, where none is.</summary>
    private void ElectHost()
    {
        _host = _members.Find(m => m.Presence == PlayerPresence.Connected) ?? _members.FirstOrDefault();
        if (_host is null) return;
        _revision++;
        Log.HostElected(logger, _host.Order, Number);
        Broadcast(new HostChangedFrame(_revision, _host.PlayerId));
    }

    private void Broadcast(LobbyEventFrame frame, Member? except = null)
    {
        byte[]? bytes = null;
        foreach (Member member in _members)
        {
            if (member != except && member.Connection != null) member.Connection.Send(bytes ??= FrameEncoder.Encode(frame));
        }
    }

    private LobbySnapshot Snapshot() => new(Id, Code, _host!.PlayerId, MaxPlayers, _revision, _members.ConvertAll(m => m.Snapshot()))
    {
        Name = wish.Name,
        IsPrivate = wish.IsPrivate,
        Properties = wish.Properties,
    };
}
