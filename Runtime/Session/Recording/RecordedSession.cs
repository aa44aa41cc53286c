using System;
using System.Collections.Generic;
using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>What a game sees of a session that is played: lobby, peers and state as they are at one point of the recording.</summary>
    internal sealed class RecordedSession
    {
        private readonly Dictionary<int, Peer> _peers;
        private bool _isOver;

        /// <summary>As it was when the recording began.</summary>
        /// <param name="index">The recording.</param>
        /// <param name="peers">Those of an earlier playing, who stay the same objects; more are added.</param>
        /// <param name="exceptions">Hears what handlers throw.</param>
        public RecordedSession(RecordingIndex index, Dictionary<int, Peer> peers, HandlerExceptions exceptions)
        {
            _peers = peers;
            Player? self = null;
            var players = new List<Player>();
            var linked = new SortedDictionary<int, Peer>();
            string hostId = string.Empty;
            foreach (RecordedPlayer recorded in index.Players)
            {
                if (recorded.IsHost) hostId = recorded.Id;
                if (recorded.Number == RecordingFormat.Self)
                {
                    self = new Player(recorded.Id, recorded.Name, isCurrent: true);
                    players.Add(self);
                    continue;
                }

                Peer peer = PeerFor(recorded);
                players.Add(peer.Player);
                linked[recorded.Number] = peer;
            }

            // A file that was cut early may not tell who recorded.
            self ??= new Player(string.Empty, string.Empty, isCurrent: true);
            var snapshot = new LobbySnapshot(string.Empty, string.Empty, hostId, index.MaxPlayers, 0, Array.Empty<PlayerSnapshot>()) { Name = index.LobbyName };
            var list = new Peer[linked.Count];
            linked.Values.CopyTo(list, 0);
            Events = new SessionEvents(new Lobby(snapshot, hostId, self, players.ToArray()), list, exceptions);
            Become(index.State, index.StateReason);
        }

        public SessionEvents Events { get; }

        public SessionState State => _isOver ? SessionState.Ended : Events.State;

        /// <summary>The peer that an entry names.</summary>
        public Peer PeerOf(int number) => _peers[number];

        /// <summary>Lets happen what an entry tells, messages apart. False: nothing.</summary>
        public bool Apply(RecordingReader entry)
        {
            switch (entry.Kind)
            {
                case RecordedKind.Player when entry.Player!.IsJoining:
                    Events.Handle(new SessionEvent(SessionEventKind.PlayerJoined, PeerFor(entry.Player)));
                    return true;
                case RecordedKind.PlayerLeft:
                    Events.Handle(new SessionEvent(SessionEventKind.PlayerLeft, PeerOf(entry.Player!.Number)));
                    return true;
                case RecordedKind.HostChanged:
                    Events.Handle(new SessionEvent(SessionEventKind.HostChanged, detail: entry.Player?.Id ?? string.Empty));
                    return true;
                case RecordedKind.LinkChanged:
                    Events.Handle(new SessionEvent(KindOf(entry.LinkChange), PeerOf(entry.Player!.Number), entry.Failure));
                    return true;
                case RecordedKind.StateChanged:
                    Become(entry.State, entry.Reason);
                    return true;
                case RecordedKind.MessageRejected:
                    Events.Handle(new SessionEvent(SessionEventKind.MessageRejected, PeerOf(entry.Player!.Number), entry.Reason));
                    return true;
                default:
                    return false;
            }
        }

        private static SessionEventKind KindOf(RecordedLinkChange change)
        {
            switch (change)
            {
                case RecordedLinkChange.Connected: return SessionEventKind.PeerConnected;
                case RecordedLinkChange.Suspect: return SessionEventKind.PeerSuspect;
                case RecordedLinkChange.Recovered: return SessionEventKind.PeerRecovered;
                default: return SessionEventKind.PeerDisconnected;
            }
        }

        private void Become(SessionState state, string? reason)
        {
            switch (state)
            {
                case SessionState.Ended:
                    _isOver = true;
                    Events.StateReason = reason;
                    Events.End(reason ?? string.Empty);
                    break;
                case SessionState.ServerLost:
                    Events.Handle(new SessionEvent(SessionEventKind.ServerLost, detail: reason));
                    break;
                case SessionState.LobbyLost:
                    Events.Handle(new SessionEvent(SessionEventKind.LobbyLost, detail: reason));
                    break;
                default:
                    Events.Handle(new SessionEvent(SessionEventKind.ServerFound));
                    break;
            }
        }

        private Peer PeerFor(RecordedPlayer recorded)
        {
            if (!_peers.TryGetValue(recorded.Number, out Peer? peer))
            {
                var player = new Player(recorded.Id, recorded.Name, isCurrent: false);
                player.Peer = peer = new Peer(player, new LinkTraffic());
                _peers.Add(recorded.Number, peer);
            }

            peer.State = recorded.State;
            peer.Failure = null;
            peer.HasSentMalformed = false;
            return peer;
        }
    }
}
