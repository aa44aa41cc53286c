using System.Collections.Generic;
using System.Threading.Tasks;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Who is in the lobby, as the loop knows it, with the link to each. The game's thread learns of changes by events; of what was before
    /// it had its session, by <see cref="CreateSession"/>.
    /// </summary>
    internal sealed class LobbyRoster
    {
        private readonly SessionCore _core;
        private readonly List<MemberLink> _links = new List<MemberLink>();
        private LobbySnapshot? _snapshot;
        private string _hostId = string.Empty;
        private Player? _local;

        public LobbyRoster(SessionCore core) => _core = core;

        /// <summary>This client's player id, as the welcome said.</summary>
        public string LocalId { get; set; } = string.Empty;

        /// <summary>When this client joined, relative to the others.</summary>
        public int LocalOrder { get; private set; }

        public bool HasLinks => _links.Count > 0;

        /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Never;
                foreach (MemberLink link in _links) next = Timestamp.Min(next, link.NextTimeout);
                return next;
            }
        }

        /// <summary>Whether all that was sent has gone to the network and, where it is reliable, arrived.</summary>
        public bool AreLinksFlushed
        {
            get
            {
                foreach (MemberLink link in _links)
                    if (!link.IsFlushed)
                        return false;
                return true;
            }
        }

        /// <summary>False: the snapshot lacks this client.</summary>
        public bool TryEnter(LobbySnapshot snapshot)
        {
            _snapshot = snapshot;
            _hostId = snapshot.HostId;
            foreach (PlayerSnapshot player in snapshot.Players)
            {
                if (player.Id != LocalId) continue;
                _local = new Player(player.Id, player.Description.Name, isCurrent: true);
                LocalOrder = player.Order;
            }

            if (_local == null) return false;
            foreach (PlayerSnapshot player in snapshot.Players)
                if (player.Id != LocalId)
                    Add(player);
            return true;
        }

        /// <summary>
        /// Proposes links to those who were in the lobby before; the join waits for them, unless the server has lost touch with them: the
        /// server keeps the offer, and they answer when they come back.
        /// </summary>
        public void OfferToAll()
        {
            foreach (MemberLink link in _links)
            {
                if (!link.IsOurs || _core.Phase != SessionPhase.Linking) continue;
                link.IsAwaited = link.IsInTouch;
                link.Offer();
            }
        }

        public void HandleTimeout(Timestamp now)
        {
            for (int i = _links.Count - 1; i >= 0 && i < _links.Count; i--) _links[i].HandleTimeout(now);
        }

        /// <summary>After the connection to the server was gone: the lobby as it is now stands for all events that were missed.</summary>
        public void Reconcile(LobbySnapshot snapshot)
        {
            for (int i = _links.Count - 1; i >= 0 && i < _links.Count; i--)
                if (Find(snapshot, _links[i].Peer.Id) == null)
                    Lose(_links[i]);
            foreach (PlayerSnapshot player in snapshot.Players)
            {
                if (player.Id == LocalId) continue;
                if (Find(player.Id) is MemberLink known) known.SetPresence(player.Presence);
                else _core.Post(new SessionEvent(SessionEventKind.PlayerJoined, Add(player).Peer));
            }

            if (snapshot.HostId != _hostId) SetHost(snapshot.HostId);
            // Silent links can be mended again.
            foreach (MemberLink link in _links) link.OnSignalingRestored(_core.Now);
        }

        public void Handle(Frame frame)
        {
            switch (frame)
            {
                case PlayerJoinedFrame joined when joined.Player.Id != LocalId && Find(joined.Player.Id) == null:
                    _core.Post(new SessionEvent(SessionEventKind.PlayerJoined, Add(joined.Player).Peer));
                    break;
                case PlayerLeftFrame left when Find(left.PlayerId) is MemberLink link && left.Reason == LeaveReason.Lost:
                    Lose(link);
                    break;
                case PlayerLeftFrame left when Find(left.PlayerId) is MemberLink link:
                    Remove(link);
                    break;
                case PlayerPresenceFrame presence:
                    Find(presence.PlayerId)?.SetPresence(presence.Presence);
                    break;
                case HostChangedFrame changed:
                    SetHost(changed.PlayerId);
                    break;
                case SignalFrame signal when signal.From != null:
                    Find(signal.From)?.HandleSignal(signal);
                    break;
            }
        }

        /// <summary>The server did not pass on a signal of one of the links.</summary>
        public void HandleSignalError(string attempt, string reason)
        {
            for (int i = _links.Count - 1; i >= 0; i--) _links[i].HandleSignalError(attempt, reason);
        }

        /// <summary>The link is over, and with it the player whom nothing else held here.</summary>
        public void OnLinkOver(MemberLink link)
        {
            if (link.IsLostToServer) Remove(link);
        }

        public JoinVerdict JudgeJoin(bool allowUnreachablePeers, out MemberLink? culprit)
        {
            culprit = null;
            bool waits = false, waitsForFarewell = false;
            int awaited = 0, up = 0;
            foreach (MemberLink link in _links)
            {
                if (!link.IsAwaited) continue;
                awaited++;
                if (link.State == MemberLinkState.Up) up++;
                else if (link.State != MemberLinkState.Over) waits = true;
                else if (link.Failure == null) waitsForFarewell = true;
                else culprit ??= link;
            }

            if (culprit != null && !allowUnreachablePeers) return JoinVerdict.Failed;
            if (waits) return JoinVerdict.Waits;
            if (waitsForFarewell) return JoinVerdict.WaitsForFarewell;
            return awaited > 0 && up == 0 ? JoinVerdict.Failed : JoinVerdict.Succeeded;
        }

        /// <summary>The time is over: what is not decided by now has failed.</summary>
        public void GiveUpUndecided()
        {
            for (int i = _links.Count - 1; i >= 0 && i < _links.Count; i--)
            {
                MemberLink link = _links[i];
                if (link.IsAwaited && link.State != MemberLinkState.Up && link.Failure == null) link.GiveUp();
            }
        }

        public void PublishStatistics()
        {
            foreach (MemberLink link in _links) link.PublishStatistics();
        }

        public void EndLinks()
        {
            for (int i = _links.Count - 1; i >= 0; i--) _links[i].Leave();
            foreach (MemberLink link in _links) link.Transfers.Close(new TransferException(TransferFailure.SessionEnded, "The session is over."));
        }

        /// <summary>Sends on and answers what is large.</summary>
        public void RunTransfers(Timestamp now)
        {
            foreach (MemberLink link in _links) link.Transfers.Run(now);
        }

        /// <summary>What the game gets. From here on it hears of changes by events, and only its thread writes players, peers and the lobby.</summary>
        public Session CreateSession(ISessionLoop loop, Task ended)
        {
            var players = new List<(int Order, Player Player)> { (LocalOrder, _local!) };
            var peers = new Peer[_links.Count];
            for (int i = 0; i < peers.Length; i++)
            {
                MemberLink link = _links[i];
                peers[i] = link.Peer;
                players.Add((link.Order, link.Peer.Player));
                link.Peer.Failure = link.Failure;
                link.Peer.Mismatch = link.Mismatch;
                link.Peer.State = link.State switch
                {
                    MemberLinkState.Up => PeerState.Connected,
                    MemberLinkState.Over => PeerState.Disconnected,
                    _ => PeerState.Connecting,
                };
            }

            players.Sort((a, b) => a.Order.CompareTo(b.Order));
            var lobby = new Lobby(_snapshot!, _hostId, _local!, players.ConvertAll(p => p.Player).ToArray());
            return new Session(_core.Options, _core.Mailbox, _core.Counters, loop, _core.Simulation, lobby, peers, ended);
        }

        private MemberLink Add(PlayerSnapshot snapshot)
        {
            var player = new Player(snapshot.Id, snapshot.Description.Name, isCurrent: false);
            player.Peer = new Peer(player, new LinkTraffic());
            var link = new MemberLink(_core, player.Peer, snapshot.Order);
            link.SetPresence(snapshot.Presence);
            _links.Add(link);
            return link;
        }

        /// <summary>
        /// The server has no place for the member any more, which may be the fault of the way between these two alone: the player stays for as long
        /// as the link stands. (One that left in order has ended it.)
        /// </summary>
        private void Lose(MemberLink link)
        {
            if (link.State == MemberLinkState.Up) link.IsLostToServer = true;
            else Remove(link);
        }

        private void Remove(MemberLink link)
        {
            link.IsLostToServer = false;
            _links.Remove(link);
            // The end of the link may complete the join: then the game gets a session in which the player never was.
            bool isKnown = _core.Phase >= SessionPhase.Open;
            link.Leave();
            link.Transfers.Close(new TransferException(TransferFailure.LinkLost, link.Peer.Name + " left."));
            if (isKnown) _core.Post(new SessionEvent(SessionEventKind.PlayerLeft, link.Peer));
        }

        private void SetHost(string playerId)
        {
            _hostId = playerId;
            _core.Post(new SessionEvent(SessionEventKind.HostChanged, detail: playerId));
        }

        private static PlayerSnapshot? Find(LobbySnapshot snapshot, string playerId)
        {
            foreach (PlayerSnapshot player in snapshot.Players)
                if (player.Id == playerId)
                    return player;
            return null;
        }

        private MemberLink? Find(string playerId)
        {
            foreach (MemberLink link in _links)
                if (link.Peer.Id == playerId)
                    return link;
            return null;
        }
    }
}
