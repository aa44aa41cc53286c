using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.Extensions.Logging;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// A lobby and its members. One lock orders everything that happens in it, sending to the members included, so that they all see the
/// same events in the same order, and a signal never overtakes the news of its sender. Sending only queues, so the lock is short.
/// </summary>
internal sealed class Lobby(long number, string id, string code, CreateLobbyFrame wish, IceServerList iceServers, RelayDirectory relays, ILogger logger)
{
    private readonly Lock _gate = new();

    // In the order in which they joined.
    private readonly List<Member> _members = [];
    private Member? _host;
    private RelayServer? _relay;
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
            connection.Send(new LobbyJoinedFrame(requestId, Snapshot(), member.ResumeToken, iceServers.For(connection.Host, member.PlayerId, RelayFor(member))));
            Log.MemberJoined(logger, connection.Number, Number, member.Order, _members.Count);
            return null;
        }
    }

    /// <summary>
    /// Lets a connection take over a member's place: the newest wins, since the client knows better than the server that its other one is
    /// dead. It gets the lobby as it is and the signals that it lacks; the others hear of it only where they heard of the loss.
    /// </summary>
    /// <returns>False where nobody is here whom the token lets in.</returns>
    public bool TryResume(Connection connection, ResumeLobbyFrame wish)
    {
        lock (_gate)
        {
            Member? member = _members.Find(m => IsSame(m.ResumeToken, wish.ResumeToken));
            if (member is null) return false;
            if (member.Connection is Connection replaced)
            {
                // First its end: what it was about to ask comes again over the new one, and must not be answered "not in a lobby".
                replaced.CloseAfter(ErrorCode.Replaced, "The player goes on over another connection, which took the place of this one.", WebSocketCloseStatus.PolicyViolation);
                replaced.Member = null;
            }

            member.Connection = connection;
            connection.Member = member;
            // Who comes back means to stay.
            member.IsSettled = true;
            member.Signals.Acknowledge(wish.Received);
            connection.Send(new LobbyResumedFrame(wish.Id, member.PlayerId, member.SignalsReceived, Snapshot(), iceServers.For(connection.Host, member.PlayerId, RelayFor(member))));
            foreach (byte[] signal in member.Signals.All) connection.Send(signal);
            Log.MemberResumed(logger, connection.Number, Number, member.Order);
            ChangePresence(member, PlayerPresence.Connected);
            return true;
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

    /// <summary>A member's connection ended. Its place is kept for a while; null where it has none any more, or another connection. Else which of its losses it is.</summary>
    public int? LoseTouch(Member member, Connection connection)
    {
        lock (_gate)
        {
            if (!_members.Contains(member) || member.Connection != connection) return null;
            connection.Member = null;
            member.Connection = null;
            ChangePresence(member, PlayerPresence.Suspect);
            return ++member.Losses;
        }
    }

    /// <summary>The grace time of a member that was out of touch is over. True where the lobby is empty now.</summary>
    public bool RemoveIfLost(Member member, int loss)
    {
        lock (_gate) return member.Presence == PlayerPresence.Suspect && member.Losses == loss && Remove(member, LeaveReason.Lost);
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
                member.Relay = null;
            }

            _members.Clear();
            return true;
        }
    }

    /// <summary>Passes a signal to another member; or says by an error code why not.</summary>
    public string? TryPass(Member from, Connection connection, string toPlayerId, SignalFrame signal)
    {
        lock (_gate)
        {
            // What a replaced connection still brings comes again over the new one.
            if (!_members.Contains(from) || from.Connection != connection) return ErrorCode.NotInLobby;
            if (signal.Sequence <= from.SignalsReceived) return null;
            from.SignalsReceived = signal.Sequence ?? from.SignalsReceived;
            Member? to = _members.Find(m => m.PlayerId == toPlayerId);
            if (to is null || to == from) return ErrorCode.UnknownPlayer;
            if (to.Connection is null && to.Signals.IsFull) return ErrorCode.PlayerUnreachable;
            byte[] frame = FrameEncoder.Encode(signal.PassedOnFrom(from.PlayerId, to.Signals.Next));
            to.Signals.Add(frame);
            to.Connection?.Send(frame);
            return null;
        }
    }

    /// <summary>Takes a member's word for which signals it has, and whether it is done with joining, and says which of its signals came.</summary>
    public long Acknowledge(Member member, PingFrame ping)
    {
        lock (_gate)
        {
            if (ping.Received is long sequence) member.Signals.Acknowledge(sequence);
            member.IsSettled |= ping.IsSettled;
            return member.SignalsReceived;
        }
    }

    /// <summary>In a time that does not tell how much of the secret was right.</summary>
    private static bool IsSame(string secret, string given) => CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes<char>(secret), MemoryMarshal.AsBytes<char>(given));

    /// <summary>All members get the lobby's relay; when that is down, those that come from now on get another.</summary>
    private RelayServer? RelayFor(Member member) => member.Relay = _relay = relays.Choose(_relay, wish.Properties.GetValueOrDefault("region"));

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
        member.Relay = null;
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
