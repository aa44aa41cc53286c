using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
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
    public sealed class Session : IMessageReceiver, IDisposable, IAsyncDisposable
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
        /// Has a handler called for each message of a type that arrives. It borrows the message: a class's instance is used again when the handlers have returned, so
        /// nothing of it may be kept. Several handlers of one type run in the order in which they were added.
        /// Messages that arrived before a type had a handler are dropped when they are polled, so add handlers before the first poll.
        /// </summary>
        /// <typeparam name="T">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void On<T>(MessageHandler<Peer, T> handler) => _dispatcher.On(handler);

        /// <summary>
        /// As the other overload, for handlers that take the message by value and may keep it: <c>session.On&lt;Chat&gt;((peer, chat) => …)</c>. As
        /// long as there is one, each message of a class is a new instance, which all handlers get.
        /// </summary>
        /// <typeparam name="T">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void On<T>(Action<Peer, T> handler) => _dispatcher.On(handler);

        /// <summary>
        /// Sets the handler that gets each message of a class with its lease: it keeps the message for as long as it likes, without garbage, and then disposes, sends or
        /// detaches the lease. There is one of them for a type; it runs behind the others, and not when one of them throws. When it throws itself, the
        /// message goes back.
        /// </summary>
        /// <typeparam name="T">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message, or has such a handler already.</exception>
        public void OnLease<T>(MessageLeaseHandler<Peer, T> handler)
            where T : class => _dispatcher.OnLease(handler);

        /// <summary>Takes back a handler that was added in the form with <c>in</c>.</summary>
        public void Off<T>(MessageHandler<Peer, T> handler) => _dispatcher.Off(handler);

        /// <summary>Takes back a handler that was added in the form by value.</summary>
        public void Off<T>(Action<Peer, T> handler) => _dispatcher.Off(handler);

        /// <summary>Takes back the handler that <see cref="OnLease{T}"/> set. Leases that it holds stay its own.</summary>
        public void OffLease<T>(MessageLeaseHandler<Peer, T> handler)
            where T : class => _dispatcher.OffLease(handler);

        /// <summary>Sends a message to one peer with the delivery that its attribute names.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, in T message) => Send(peer, message, MessageType<T>.Descriptor.Delivery, _options.WhenNotConnected);

        /// <summary>Sends a message to one peer.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, in T message, Delivery delivery) => Send(peer, message, delivery, _options.WhenNotConnected);

        /// <summary>Sends a message to one peer, or keeps it until the link to it stands.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <param name="whenNotConnected">What to do where no link stands, instead of what <see cref="P2PClientOptions.WhenNotConnected"/> says.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, in T message, Delivery delivery, WhenNotConnected whenNotConnected)
        {
            if (peer == null) throw new ArgumentNullException(nameof(peer));
            CheckDelivery(delivery);
            if (State == SessionState.Ended) return SendResult.NotConnected;
            if (peer.Owner != Lobby) throw new ArgumentException("The peer " + peer.Name + " is of another session.", nameof(peer));
            SendResult result = _sender.Send(peer, message, delivery, whenNotConnected);
            if (_options.AutoFlush && result is SendResult.Sent or SendResult.Waiting) _loop.Wake();
            return result;
        }

        /// <summary>Sends a message of the pool to one peer, with the delivery that its attribute names, and gives it back.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="lease">Has ended when the call returns or throws, whether the message was sent or not.</param>
        /// <exception cref="ObjectDisposedException">The lease has ended before.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, MessageLease<T> lease)
            where T : class => Send(peer, lease, MessageType<T>.Descriptor.Delivery);

        /// <summary>Sends a message of the pool to one peer and gives it back.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="lease">Has ended when the call returns or throws, whether the message was sent or not.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <exception cref="ObjectDisposedException">The lease has ended before.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, MessageLease<T> lease, Delivery delivery)
            where T : class
        {
            T message = lease.Message;
            try
            {
                return Send(peer, message, delivery);
            }
            finally
            {
                lease.Dispose();
            }
        }

        /// <summary>Sends a message to every connected peer with the delivery that its attribute names. It is written once.</summary>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <returns>Where one of the peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(in T message) => Broadcast(message, MessageType<T>.Descriptor.Delivery, _options.WhenNotConnected);

        /// <summary>Sends a message to every connected peer. It is written once.</summary>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <returns>Where one of the peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(in T message, Delivery delivery) => Broadcast(message, delivery, _options.WhenNotConnected);

        /// <summary>Sends a message to every connected peer now, and to the others, as asked, when their links stand. It is written once.</summary>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <param name="whenNotConnected">What to do for peers without a link, instead of what <see cref="P2PClientOptions.WhenNotConnected"/> says. Who joins later gets nothing.</param>
        /// <returns>Where one of the peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(in T message, Delivery delivery, WhenNotConnected whenNotConnected)
        {
            CheckDelivery(delivery);
            if (State == SessionState.Ended) return SendResult.NotConnected;
            SendResult result = _sender.Broadcast(_events.Peers, message, delivery, whenNotConnected);
            if (_options.AutoFlush && result is SendResult.Sent or SendResult.Waiting) _loop.Wake();
            return result;
        }

        /// <summary>Sends a message of the pool to every connected peer, with the delivery that its attribute names, and gives it back.</summary>
        /// <param name="lease">Has ended when the call returns or throws, whether the message was sent or not.</param>
        /// <returns>Where one of the peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="ObjectDisposedException">The lease has ended before.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(MessageLease<T> lease)
            where T : class => Broadcast(lease, MessageType<T>.Descriptor.Delivery);

        /// <summary>Sends a message of the pool to every connected peer and gives it back.</summary>
        /// <param name="lease">Has ended when the call returns or throws, whether the message was sent or not.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <returns>Where one of the peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="ObjectDisposedException">The lease has ended before.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(MessageLease<T> lease, Delivery delivery)
            where T : class
        {
            T message = lease.Message;
            try
            {
                return Broadcast(message, delivery);
            }
            finally
            {
                lease.Dispose();
            }
        }

        /// <summary>
        /// Asks a peer, and gives its answer. Both travel as reliably as messages do, in the order of the other messages where their attributes do not say
        /// <see cref="Delivery.ReliableUnordered"/>; an unreliable delivery of a type counts as <see cref="Delivery.ReliableOrdered"/>.
        /// </summary>
        /// <remarks>
        /// What follows an <c>await</c> runs within <see cref="Poll"/>, on its thread, even where there is a synchronization context such as Unity's; only
        /// where the session is left it runs on the thread that leaves. Await it once, as any <see cref="ValueTask{TResult}"/>; in the steady state
        /// nothing is allocated. A request that was cancelled or timed out may still be handled by the peer: only its answer is dropped, and counted.
        /// </remarks>
        /// <typeparam name="TRequest">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <typeparam name="TResponse">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="request">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="timeout">Longest time to the answer, above 0 and at most a day; null for <see cref="P2PClientOptions.RequestTimeout"/>. It ends within a poll.</param>
        /// <param name="cancellationToken">Gives up, at the next poll.</param>
        /// <exception cref="RequestRefusedException">In the task: there is no answer, and <see cref="RequestRefusedException.Refusal"/> says why.</exception>
        /// <exception cref="TimeoutException">In the task: no answer came in time.</exception>
        /// <exception cref="P2PException">In the task: there is no link to the peer, or it ended before the answer came.</exception>
        /// <exception cref="OperationCanceledException">In the task: it was cancelled, or the session was left.</exception>
        /// <exception cref="InvalidOperationException">One of the types is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, the message is larger than 256 KiB, or the time-out is out of range.</exception>
        public ValueTask<TResponse> RequestAsync<TRequest, TResponse>(Peer peer, in TRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            if (peer == null) throw new ArgumentNullException(nameof(peer));
            if (peer.Owner != Lobby) throw new ArgumentException("The peer " + peer.Name + " is of another session.", nameof(peer));
            return _requests.Sender.SendAsync<TRequest, TResponse>(peer, request, timeout, cancellationToken);
        }

        /// <summary>Has a handler answer requests of a type, each within <see cref="Poll"/>. In the steady state an answer allocates nothing.</summary>
        /// <typeparam name="TRequest">A type with <see cref="MessageAttribute"/>; one handler a type.</typeparam>
        /// <typeparam name="TResponse">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <param name="handler">
        /// May throw <see cref="RequestRefusedException"/>, whose words the peer gets. Of everything else that it throws the peer learns only that there is no
        /// answer, and <see cref="HandlerFailed"/> the rest.
        /// </param>
        /// <exception cref="InvalidOperationException">One of the types is no message, or such requests have a handler already.</exception>
        public void OnRequest<TRequest, TResponse>(RequestHandler<TRequest, TResponse> handler)
        {
            if (handler == null) throw new ArgumentNullException(nameof(handler));
            _requests.Receiver.Add(handler, borrows: true);
        }

        /// <summary>As the first overload, for handlers that take the request by value, and may keep it where it is a class: <c>session.OnRequest&lt;Ask, Answer&gt;((peer, ask) => …)</c>.</summary>
        /// <exception cref="InvalidOperationException">One of the types is no message, or such requests have a handler already.</exception>
        public void OnRequest<TRequest, TResponse>(Func<Peer, TRequest, TResponse> handler)
        {
            if (handler == null) throw new ArgumentNullException(nameof(handler));
            _requests.Receiver.Add((Peer peer, in TRequest request) => handler(peer, request), borrows: false);
        }

        /// <summary>
        /// As the first overload, for handlers that take their time, and own the request where it is a class: <c>session.OnRequest&lt;Ask, Answer&gt;(async (peer, ask, cancellation) => …)</c>. The call itself
        /// comes within <see cref="Poll"/>, and the answer leaves within the poll after the task is complete, wherever it completes.
        /// </summary>
        /// <typeparam name="TRequest">A type with <see cref="MessageAttribute"/>; one handler a type.</typeparam>
        /// <typeparam name="TResponse">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <param name="handler">
        /// Its token is cancelled when the link ends or the session is left. Up to <see cref="P2PClientOptions.MaxOpenRequests"/> of one peer are worked on at once.
        /// </param>
        /// <exception cref="InvalidOperationException">One of the types is no message, or such requests have a handler already.</exception>
        public void OnRequest<TRequest, TResponse>(Func<Peer, TRequest, CancellationToken, ValueTask<TResponse>> handler)
        {
            if (handler == null) throw new ArgumentNullException(nameof(handler));
            _requests.Receiver.Add(handler);
        }

        /// <summary>Takes back the handler of a type of requests; peers that ask are told that there is none.</summary>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void OffRequest<TRequest>() => _requests.Receiver.Remove(MessageType<TRequest>.Descriptor);

        /// <summary>
        /// Sends a message of any size, in chunks beside the other messages and without delaying them; the peer's handlers of its type get it. It keeps no order: neither
        /// with messages of <see cref="Send{T}(Peer, in T)"/> nor with other large ones. If the link is lost meanwhile, it goes on over the next one, and the peer's handlers run once.
        /// </summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="progress">Hears how far it is, in <see cref="Poll"/>; at most once a poll. Null for nobody.</param>
        /// <param name="cancellationToken">Ends it; the peer forgets what it has.</param>
        /// <returns>Completes, from within <see cref="Poll"/>, when the peer has the whole message, which its handlers get in its next poll.</returns>
        /// <exception cref="TransferException">Of the task: it did not arrive; larger than the peer's <see cref="P2PClientOptions.MaxLargeMessageSize"/>, for example.</exception>
        /// <exception cref="OperationCanceledException">Of the task: it was cancelled by the token.</exception>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session.</exception>
        public Task SendLargeAsync<T>(Peer peer, in T message, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            CheckPeer(peer);
            return _transfers.SendMessage(peer, message, progress, cancellationToken);
        }

        /// <summary>
        /// Offers a file to a peer and sends it once that accepts, checked by a SHA-256 at its end. If the link is lost meanwhile, it goes on over the next one from what the peer has.
        /// The file is read by threads of the pool, and is not to be written until the task is complete.
        /// </summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="path">The file.</param>
        /// <param name="name">What the peer sees, of which 256 characters are sent. Null: the file's name, without directories.</param>
        /// <param name="progress">Hears how much the peer has, in <see cref="Poll"/>; at most once a poll. Null for nobody.</param>
        /// <param name="cancellationToken">Ends it; the peer is told.</param>
        /// <returns>Completes, from within <see cref="Poll"/>, when the peer has it in its place.</returns>
        /// <exception cref="TransferException">Of the task: it did not arrive: refused, cancelled, changed meanwhile, or the file cannot be read (the inner exception says why).</exception>
        /// <exception cref="OperationCanceledException">Of the task: it was cancelled by the token.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the path is none.</exception>
        public Task SendFileAsync(Peer peer, string path, string? name = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            CheckPeer(peer);
            return _transfers.SendFile(peer, path, name, progress, cancellationToken);
        }

        /// <summary>As <see cref="SendFileAsync"/>, from a stream: it is read once, forwards, from where it is, and stays the caller's.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="stream">Read by threads of the pool, one at a time, until the task is complete. A read that waits holds such a thread.</param>
        /// <param name="name">What the peer sees, of which 256 characters are sent.</param>
        /// <param name="length">Bytes that are read, of which none may be missing; null: until the stream ends.</param>
        /// <param name="progress">Hears how much the peer has, in <see cref="Poll"/>; at most once a poll. Null for nobody.</param>
        /// <param name="cancellationToken">Ends it; the peer is told.</param>
        /// <returns>Completes, from within <see cref="Poll"/>, when the peer has all of it.</returns>
        /// <exception cref="TransferException">Of the task: it did not arrive.</exception>
        /// <exception cref="OperationCanceledException">Of the task: it was cancelled by the token.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the stream cannot be read.</exception>
        public Task SendStreamAsync(Peer peer, Stream stream, string name, long? length = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            CheckPeer(peer);
            return _transfers.SendStream(peer, stream, name, length, progress, cancellationToken);
        }

        /// <summary>Lets leave what was sent; needed only without <see cref="P2PClientOptions.AutoFlush"/>.</summary>
        public void Flush()
        {
            if (State != SessionState.Ended) _loop.Wake();
        }

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
        /// Handles everything that happened since the last call: first events and reliable messages, in their order, then unreliable messages.
        /// Call it once a frame. It never waits, and what peers send never makes it throw; once the session is left it does nothing.
        /// </summary>
        /// <exception cref="InvalidOperationException">It was called within a handler.</exception>
        public void Poll()
        {
            if (_polling) throw new InvalidOperationException("Poll was called by one of the handlers that it calls, or on two threads at once. Call it once a frame, outside of handlers.");
            if (State == SessionState.Ended) return;
            _polling = true;
            try
            {
                // Only what is there now: messages that come in the meantime wait for the next frame. A handler may have left: then nothing follows.
                for (int i = _mailbox.EventCount; i > 0 && State != SessionState.Ended && _mailbox.TryTakeEvent(out SessionEvent e); i--) Handle(e);
                for (int i = _mailbox.UnreliableMessageCount; i > 0 && State != SessionState.Ended && _mailbox.TryTakeUnreliableMessage(out SessionEvent e); i--) Handle(e);
                if (State != SessionState.Ended) _requests.Poll();
                if (State != SessionState.Ended) _transfers.Deliver();
                if (_mailbox.IsOverflowed) OnRemoved("The game has not polled for so long that it lost track of the session. Call Session.Poll every frame.");
            }
            finally
            {
                _polling = false;
            }

            _exceptions.ThrowUnheard();
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
            if (peer.Owner != Lobby) throw new ArgumentException("The peer " + peer.Name + " is of another session.", nameof(peer));
        }

        internal void EndTap(SessionTap tap) => _sender.EndTap(tap);

        private static void CheckDelivery(Delivery delivery)
        {
            if (!GameChannels.IsKnown(delivery)) throw new ArgumentOutOfRangeException(nameof(delivery), delivery, "Not one of the four deliveries.");
        }

        private void Handle(in SessionEvent e)
        {
            try
            {
                switch (e.Kind)
                {
                    case SessionEventKind.Message:
                        HandleMessage(e);
                        break;
                    case SessionEventKind.LargeMessage:
                        HandleLargeMessage(e.Peer!, (LargeMessage)e.Detail!);
                        break;
                    case SessionEventKind.TransferOffered:
                        _transfers.HandleOffer(e.Peer!, (IncomingTransfer)e.Detail!);
                        break;
                    case SessionEventKind.Removed:
                        OnRemoved((string)e.Detail!);
                        break;
                    case SessionEventKind.Request:
                    case SessionEventKind.Response:
                    case SessionEventKind.Refusal:
                        HandleFrame(e);
                        break;
                    default:
                        HandleEvent(e);
                        break;
                }
            }
#pragma warning disable CA1031 // Whatever a handler throws, the handlers of the next message have to run.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _exceptions.Report(exception);
            }
        }

        private void HandleLargeMessage(Peer peer, LargeMessage message)
        {
            using (message)
            {
                if (MessageSerializer.TryReadHeader(message.Payload.Span, sequenced: false, out MessageHeader header))
                {
                    // Not counted where the messages of the link are, so not taken off there.
                    Dispatch(peer, Delivery.ReliableOrdered, header.Id, message.Payload.Span.Slice(header.Length));
                    return;
                }

                _counters.OnMalformed();
                _events.RejectMalformed(peer, 0);
            }
        }

        private void HandleMessage(in SessionEvent e)
        {
            using var payload = (PooledBuffer)e.Detail!;
            if (e.IsReliable) e.Peer!.Traffic.Polled(payload.Length);
            Dispatch(e.Peer!, e.Delivery, e.MessageId, payload.Span.Slice(e.BodyOffset));
        }

        private void Dispatch(Peer peer, Delivery delivery, ushort messageId, ReadOnlySpan<byte> body)
        {
            // A peer that is gone has nothing more to say.
            if (!peer.IsConnected) return;
            Tap?.OnReceived(peer, delivery, messageId, body);
            switch (_dispatcher.Dispatch(peer, messageId, body))
            {
                case DispatchStatus.Delivered:
                    _counters.OnReceived();
                    break;
                case DispatchStatus.Unhandled:
                    _counters.OnUnhandled();
                    break;
                default:
                    _counters.OnMalformed();
                    _events.RejectMalformed(peer, messageId);
                    break;
            }
        }

        private void HandleFrame(in SessionEvent e)
        {
            using var payload = (PooledBuffer)e.Detail!;
            e.Peer!.Traffic.Polled(payload.Length);
            if (!e.Peer.IsConnected) return;
            Tap?.OnFrame(e.Peer, payload.Span, isSent: false);
            _requests.Handle(e.Kind, e.Peer, payload.Span.Slice(e.BodyOffset));
        }

        private void HandleEvent(in SessionEvent e)
        {
            Tap?.OnEvent(e);
            if (e.Kind == SessionEventKind.PeerConnected) e.Peer!.Requests.OnConnected();
            try
            {
                _events.Handle(e);
            }
            finally
            {
                _requests.OnEvent(e);
            }
        }

        private void OnRemoved(string reason)
        {
            if (State == SessionState.Ended) return;
            _events.StateReason = reason;
            Tap?.OnEnded(reason);
            // Left before anybody hears of it: whatever the handlers do, nothing stays behind.
            LeaveAsync();
            _events.End(reason);
        }
    }
}
