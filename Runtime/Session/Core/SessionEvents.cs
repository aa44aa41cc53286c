using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// What the game sees of its session, and the handlers that hear how it changes: everything that happens in the loop but messages. Thread:
    /// that of <see cref="Session.Poll"/>.
    /// </summary>
    internal sealed class SessionEvents
    {
        private readonly HandlerExceptions _exceptions;

        public SessionEvents(Lobby lobby, Peer[] peers, HandlerExceptions exceptions)
        {
            Lobby = lobby;
            Peers = peers;
            _exceptions = exceptions;
            foreach (Peer peer in peers) peer.Owner = lobby;
        }

        public event Action<Player>? PlayerJoined;

        public event Action<Player>? PlayerHasLeft;

        public event Action<Player>? SessionHostChanged;

        public event Action<Peer>? PeerConnected;

        public event Action<Peer>? PeerStateChanged;

        public event Action<Peer, LinkFailure?>? PeerDisconnected;

        public event Action<string>? RemovedFromSession;

        public event Action<SessionState>? StateChanged;

        public event Action<Peer, string>? MessageRejected;

        public event Action<Peer, MessageMismatch>? SchemaMismatched;

        public Lobby Lobby { get; }

        /// <summary>Never changed: a new array after each change.</summary>
        public Peer[] Peers { get; private set; }

        /// <summary>As the events told; the session is over before that, once it is left.</summary>
        public SessionState State { get; private set; }

        public string? StateReason { get; set; }

        public void Handle(in SessionEvent e)
        {
            switch (e.Kind)
            {
                case SessionEventKind.PlayerJoined:
                    OnPlayerJoined(e.Peer!);
                    break;
                case SessionEventKind.PlayerLeft:
                    OnPlayerLeft(e.Peer!);
                    break;
                case SessionEventKind.HostChanged:
                    Lobby.SetHost((string)e.Detail!);
                    if (Lobby.Host != null) SessionHostChanged?.Invoke(Lobby.Host);
                    break;
                case SessionEventKind.PeerConnected:
                    e.Peer!.State = PeerState.Connected;
                    e.Peer.Failure = null;
                    e.Peer.Mismatch = null;
                    PeerConnected?.Invoke(e.Peer);
                    break;
                case SessionEventKind.PeerSuspect:
                    e.Peer!.State = PeerState.Suspect;
                    PeerStateChanged?.Invoke(e.Peer);
                    break;
                case SessionEventKind.PeerRecovered:
                    e.Peer!.State = PeerState.Connected;
                    PeerStateChanged?.Invoke(e.Peer);
                    break;
                case SessionEventKind.PeerDisconnected:
                    OnPeerDisconnected(e.Peer!, (LinkFailure?)e.Detail);
                    break;
                case SessionEventKind.MessageRejected:
                    MessageRejected?.Invoke(e.Peer!, (string)e.Detail!);
                    break;
                case SessionEventKind.SchemaMismatched:
                    e.Peer!.Mismatch = (MessageMismatch)e.Detail!;
                    SchemaMismatched?.Invoke(e.Peer, e.Peer.Mismatch);
                    break;
                case SessionEventKind.ServerLost:
                    ChangeState(SessionState.ServerLost, (string?)e.Detail);
                    break;
                case SessionEventKind.ServerFound:
                    ChangeState(SessionState.Connected, null);
                    break;
                case SessionEventKind.LobbyLost:
                    ChangeState(SessionState.LobbyLost, (string?)e.Detail);
                    break;
            }
        }

        /// <summary>A peer's message is not what its id says: told once a peer, since a hostile one could flood the game with it.</summary>
        public void RejectMalformed(Peer peer, ushort messageId)
        {
            if (peer.HasSentMalformed) return;
            peer.HasSentMalformed = true;
            MessageRejected?.Invoke(peer, "A message with the id " + messageId + " cannot be read. Both players need the same version of the game.");
        }

        /// <summary>The session is over, and this client did not want it.</summary>
        public void End(string reason)
        {
            _exceptions.Call(StateChanged, SessionState.Ended);
            _exceptions.Call(RemovedFromSession, reason);
        }

        private void ChangeState(SessionState state, string? reason)
        {
            State = state;
            StateReason = reason;
            StateChanged?.Invoke(state);
        }

        private void OnPlayerJoined(Peer peer)
        {
            peer.Owner = Lobby;
            Lobby.Add(peer.Player);
            var peers = new Peer[Peers.Length + 1];
            Peers.CopyTo(peers, 0);
            peers[Peers.Length] = peer;
            Peers = peers;
            PlayerJoined?.Invoke(peer.Player);
        }

        private void OnPlayerLeft(Peer peer)
        {
            peer.State = PeerState.Disconnected;
            peer.HasLeft = true;
            Lobby.Remove(peer.Player);
            Peers = Array.FindAll(Peers, p => p != peer);
            PlayerHasLeft?.Invoke(peer.Player);
        }

        private void OnPeerDisconnected(Peer peer, LinkFailure? failure)
        {
            bool wasConnected = peer.IsConnected;
            peer.State = PeerState.Disconnected;
            peer.Failure = failure;
            if (wasConnected || failure != null) PeerDisconnected?.Invoke(peer, failure);
        }
    }
}
