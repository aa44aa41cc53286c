using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// A running session: the lobby, the links to the other players, and the messages that go over them. Made by the calls of
    /// <see cref="P2PClient"/> that create or join a lobby.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A session belongs to one thread at a time, usually the game's main thread; <see cref="LeaveAsync"/> and Dispose may be called on any.
    /// Handlers and events run within <see cref="Poll"/>, on its thread, and nothing that they can see changes outside of it.
    /// No call waits for the network.
    /// </para>
    /// <para>
    /// A game that does not poll loses no reliable message until one peer's reach <see cref="P2PClientOptions.MaxUnpolledReliable"/> or
    /// <see cref="P2PClientOptions.MaxUnpolledBytes"/>, at which the link to that peer ends; of unreliable messages the oldest are dropped and counted.
    /// </para>
    /// </remarks>
    public sealed partial class Session : IMessageReceiver, IDisposable, IAsyncDisposable
    {
        private readonly P2PClientOptions _options;
        private readonly SessionMailbox _mailbox;
        private readonly SessionCounters _counters;
        private readonly ISessionLoop _loop;
        private readonly SessionSender _sender;
        private readonly MessageDispatcher<Peer> _dispatcher = new MessageDispatcher<Peer>();
        private readonly HandlerExceptions _exceptions = new HandlerExceptions();
        private readonly SessionEvents _events;
        private readonly SessionSimulation _simulation;
        private readonly SessionRequests _requests;
        private readonly SessionTransfers _transfers;
        private readonly Task _ended;
        private bool _polling;

        internal Session(
            P2PClientOptions options, SessionMailbox mailbox, SessionCounters counters, ISessionLoop loop, SessionSimulation simulation, Lobby lobby, Peer[] peers, Task ended)
        {
            _options = options;
            _mailbox = mailbox;
            _counters = counters;
            _loop = loop;
            _sender = new SessionSender(options, mailbox, counters, loop);
            _events = new SessionEvents(lobby, peers, _exceptions);
            _simulation = simulation;
            _requests = new SessionRequests(options, _sender, counters, loop, _events, _exceptions);
            _transfers = new SessionTransfers(loop, _exceptions, ended);
            _ended = ended;
            // Whoever leaves, on whatever thread: nobody waits for an answer after that, and nothing more is recorded.
            mailbox.LeaveRequested = () =>
            {
                _requests.Close(StateReason);
                Tap?.End();
            };
        }

        /// <summary>A player joined the lobby; its link is still being set up. Not raised for those who were there before this client.</summary>
        public event Action<Player>? PlayerJoined
        {
            add => _events.PlayerJoined += value;
            remove => _events.PlayerJoined -= value;
        }

        /// <summary>
        /// A player left the lobby, or was lost; the link to it has ended. A player that only the lobby server has lost touch with stays for as long as
        /// the link stands. While <see cref="State"/> is <see cref="SessionState.ServerLost"/> nobody tells of departures: they show as <see cref="PeerDisconnected"/> alone.
        /// </summary>
        public event Action<Player>? PlayerHasLeft
        {
            add => _events.PlayerHasLeft += value;
            remove => _events.PlayerHasLeft -= value;
        }

        /// <summary>Another player hosts, because the host left.</summary>
        public event Action<Player>? SessionHostChanged
        {
            add => _events.SessionHostChanged += value;
            remove => _events.SessionHostChanged -= value;
        }

        /// <summary>The link to a peer stands. Not raised for those in <see cref="Peers"/> that were connected when the join completed.</summary>
        public event Action<Peer>? PeerConnected
        {
            add => _events.PeerConnected += value;
            remove => _events.PeerConnected -= value;
        }

        /// <summary>A peer became <see cref="PeerState.Suspect"/>, or <see cref="PeerState.Connected"/> again.</summary>
        public event Action<Peer>? PeerStateChanged
        {
            add => _events.PeerStateChanged += value;
            remove => _events.PeerStateChanged -= value;
        }

        /// <summary>The link to a peer ended, or did not come about. The failure says why; it is null where it was ended in order.</summary>
        public event Action<Peer, LinkFailure?>? PeerDisconnected
        {
            add => _events.PeerDisconnected += value;
            remove => _events.PeerDisconnected -= value;
        }

        /// <summary>The session is over without this client having left it. The sentence says why.</summary>
        public event Action<string>? RemovedFromSession
        {
            add => _events.RemovedFromSession += value;
            remove => _events.RemovedFromSession -= value;
        }

        /// <summary><see cref="State"/> changed.</summary>
        public event Action<SessionState>? StateChanged
        {
            add => _events.StateChanged += value;
            remove => _events.StateChanged -= value;
        }

        /// <summary>
        /// A peer sent what cannot be read; the sentence says what. The messages are dropped and counted and the link goes on. For each
        /// link and kind of mistake it is raised once, so that a hostile peer cannot flood the game.
        /// </summary>
        public event Action<Peer, string>? MessageRejected
        {
            add => _events.MessageRejected += value;
            remove => _events.MessageRejected -= value;
        }

        /// <summary>
        /// A peer would like to send a file or a stream. Nothing of it comes before the game accepts the offer, in the handler or later; without a subscriber all are refused. At most eight
        /// of a peer's wait at a time.
        /// </summary>
        public event Action<TransferOffer>? TransferOffered
        {
            add => _transfers.Offered += value;
            remove => _transfers.Offered -= value;
        }

        /// <summary>
        /// A peer's game means something else by a message that both know, and <see cref="P2PClientOptions.SchemaMismatch"/> lets the link stay. Once a link,
        /// shortly after it stands; not raised for mismatches that were found when the join completed, which <see cref="Peer.Mismatch"/> has.
        /// </summary>
        public event Action<Peer, MessageMismatch>? SchemaMismatched
        {
            add => _events.SchemaMismatched += value;
            remove => _events.SchemaMismatched -= value;
        }

        /// <summary>
        /// A handler of the game threw. The other messages and events of the same poll are still handled. Without a subscriber,
        /// <see cref="Poll"/> throws the first exception again when it is done, so that no mistake goes unseen.
        /// </summary>
        public event Action<Exception>? HandlerFailed
        {
            add => _exceptions.Failed += value;
            remove => _exceptions.Failed -= value;
        }

        /// <summary>The room that the players are in.</summary>
        public Lobby Lobby => _events.Lobby;

        /// <summary>
        /// The links to the other players, in the order in which they joined. The list itself never changes: there is a new one after each
        /// change.
        /// </summary>
        public IReadOnlyList<Peer> Peers => _events.Peers;

        /// <summary>Where the session stands. <see cref="SessionState.Ended"/> from the call on that leaves, which raises no event.</summary>
        public SessionState State => _mailbox.IsLeaveRequested ? SessionState.Ended : _events.State;

        /// <summary>
        /// Why <see cref="State"/> is <see cref="SessionState.ServerLost"/>, <see cref="SessionState.LobbyLost"/> or, where this client did not leave by
        /// itself, <see cref="SessionState.Ended"/>: a sentence that a player can be shown. Null otherwise.
        /// </summary>
        public string? StateReason => _events.StateReason;

        MessageDispatcher<Peer> IMessageReceiver.Dispatcher => _dispatcher;

        /// <summary>Who records the session; null for nobody.</summary>
        internal SessionTap? Tap
        {
            get => _sender.Tap;
            set => _sender.Tap = value;
        }

        internal BufferPool Buffers => _loop.PeerConnections.Buffers;

        internal Action<string>? Log => _options.Log;

        /// <summary>What was counted so far. Thread: any.</summary>
        public SessionStatistics Statistics => _counters.ToStatistics();

        /// <summary>
        /// Makes this client's network worse, in both directions, until the session ends or another call changes it: for a developer's own testing. What is under way
        /// when it changes is not lost: it arrives when it would have, or at once where the simulation ends. Takes effect within the network thread's next round.
        /// </summary>
        /// <param name="conditions">Null ends it.</param>
        /// <exception cref="ArgumentException">A property is out of its range; the sentence names it.</exception>
        /// <exception cref="PlatformNotSupportedException">In a browser, which gives no datagrams to lose.</exception>
        public void Simulate(NetworkConditions? conditions) => Simulate(conditions, conditions);

        /// <summary>As the other overload, with conditions of its own for each direction: an upload that is slower than the download, say.</summary>
        /// <param name="sending">For datagrams that leave; null for none.</param>
        /// <param name="receiving">For datagrams that come in; null for none.</param>
        /// <exception cref="ArgumentException">A property is out of its range; the sentence names it.</exception>
        /// <exception cref="PlatformNotSupportedException">In a browser, which gives no datagrams to lose.</exception>
        public void Simulate(NetworkConditions? sending, NetworkConditions? receiving)
        {
            if (State != SessionState.Ended) _simulation.Set(sending, receiving);
        }

        /// <summary>
        /// Leaves: what was sent before still goes out, and reliable messages are sent until they arrived, as far as
        /// <see cref="P2PClientOptions.LeaveTimeout"/> allows; then the peers and the server are told. Messages and events that were not polled are dropped. Thread: any. Leaving twice is leaving once.
        /// </summary>
        /// <returns>Completes when the session is left, which needs no poll. Never fails.</returns>
        public Task LeaveAsync()
        {
            if (_mailbox.RequestLeave()) _loop.Wake();
            // Over already, and the loop knows it no more: what was kept for the poll is dropped here.
            if (_ended.IsCompleted) _mailbox.CloseEvents();
            return _ended;
        }

        /// <summary>Leaves without waiting for it, as <see cref="LeaveAsync"/> does.</summary>
        public void Dispose() => LeaveAsync();

        /// <summary>Leaves, as <see cref="LeaveAsync"/> does.</summary>
        public async ValueTask DisposeAsync()
        {
            await LeaveAsync().ConfigureAwait(false);
            _mailbox.CloseEvents();
        }

        private void CheckPeer(Peer peer)
        {
            if (peer == null) throw new ArgumentNullException(nameof(peer));
            CheckOwner(peer);
        }

        private void CheckOwner(Peer peer)
        {
            if (peer.Owner != Lobby) throw new ArgumentException("The peer " + peer.Name + " is of another session.", nameof(peer));
        }

        internal void EndTap(SessionTap tap) => _sender.EndTap(tap);
    }
}
