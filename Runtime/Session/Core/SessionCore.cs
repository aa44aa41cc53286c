using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// One membership in one lobby, in the loop: enters it, keeps a link to every other member, carries messages between the mailbox and the
    /// links, and leaves. Everything but the constructor, <see cref="Joined"/> and <see cref="Ended"/> belongs to the loop's thread.
    /// </summary>
    internal sealed class SessionCore : ILobbyConnectionObserver
    {
        private static readonly TimeSpan StatisticsInterval = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(5);

        private readonly Uri _server;
        private readonly ServerPresence _presence;
        private readonly ISessionLoop _loop;
        private readonly JoinAttempt _join;
        private readonly LobbyConnection _connection;
        private readonly LobbyRoster _roster;
        private readonly TaskCompletionSource<bool> _ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        private IReadOnlyList<Rtc.IceServer> _iceServers = Array.Empty<Rtc.IceServer>();
        private Timestamp _leaveDeadline = Timestamp.Never;
        private Timestamp _statisticsAt = Timestamp.Never;
        private long _enterRequest;
        private long _leaveRequest = -1;

        public SessionCore(P2PClientOptions options, Uri server, ISessionLoop loop, LobbyRequest request, CancellationToken cancellation)
        {
            Options = options;
            _server = server;
            _presence = new ServerPresence(server);
            _loop = loop;
            _join = new JoinAttempt(request, cancellation);
            _join.WakeOnCancellation(loop);
            Counters = new SessionCounters();
            Mailbox = new SessionMailbox(options, Counters);
            Simulation = new SessionSimulation(loop);
            _connection = new LobbyConnection(this, () => _loop.Now);
            _roster = new LobbyRoster(this);
            Schemas = new KnownSchemas(options);
        }

        public P2PClientOptions Options { get; }

        public SessionCounters Counters { get; }

        public SessionMailbox Mailbox { get; }

        public KnownSchemas Schemas { get; }

        public SessionSimulation Simulation { get; }

        public SessionPhase Phase { get; private set; }

        /// <summary>The caller's session, or why there is none.</summary>
        public Task<Session> Joined => _join.Session;

        /// <summary>Completes when nothing of the session is left in the loop. Never fails.</summary>
        public Task Ended => _ended.Task;

        /// <summary>Whether the client may enter another lobby: the join failed, or the session was left or ended. Thread: any.</summary>
        public bool IsOver => Ended.IsCompleted || Mailbox.IsLeaveRequested || Joined.IsFaulted || Joined.IsCanceled;

        public Timestamp Now => _loop.Now;

        public ISessionLoop Loop => _loop;

        /// <summary>Whether signals reach the server at the moment, as far as is known.</summary>
        public bool CanSignal => _connection.IsUp;

        /// <summary>When this client joined, relative to the others.</summary>
        public int LocalOrder => _roster.LocalOrder;

        /// <summary>A name for an attempt at a link that was not used before.</summary>
        public string NewAttempt() => _loop.Random.NextUInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Min(_connection.NextTimeout, Timestamp.Min(_statisticsAt, _leaveDeadline));
                if (Phase == SessionPhase.Entering || Phase == SessionPhase.Linking) next = Timestamp.Min(next, _join.Deadline);
                if (Phase == SessionPhase.Linking || Phase == SessionPhase.Open) next = Timestamp.Min(next, _roster.NextTimeout);
                if (Phase == SessionPhase.Flushing) next = Timestamp.Min(next, Now + FlushInterval);
                return next;
            }
        }

        /// <summary>The first call.</summary>
        public void Start(Timestamp now)
        {
            _join.Begin(now, Options.JoinTimeout);
            TransitionTo(SessionPhase.Entering);
            // Our server answers STUN beside HTTP, on the usual port. Asked now, it has answered before the lobby does, and the address goes with
            // the offer. Where nobody answers, nothing is lost: the lobby names its servers.
            _loop.PeerConnections.Prepare(new[] { new Rtc.IceServer("stun:" + _server.Host) }, areLast: false);
            _enterRequest = _connection.NextRequestId();
            _connection.Open(_loop, _server, _join.Request.ToFrame(_enterRequest, Options.PlayerName));
        }

        public void Run(Timestamp now)
        {
            if (Phase < SessionPhase.Open) RunJoin(now);
            if (Phase == SessionPhase.Open && Mailbox.IsLeaveRequested) BeginFlushing(now);
            if (Phase == SessionPhase.Open || Phase == SessionPhase.Flushing) TakeSends();
            // Behind the small messages, which so find the room that there is.
            if (Phase == SessionPhase.Linking || Phase == SessionPhase.Open || Phase == SessionPhase.Flushing) _roster.RunTransfers(now);
            if (Phase == SessionPhase.Flushing && (now >= _leaveDeadline || _roster.AreLinksFlushed)) BeginLeaving();
            if (Phase == SessionPhase.Leaving && now >= _leaveDeadline) Finish();
            _connection.HandleTimeout(now);
            if (Phase == SessionPhase.Linking || Phase == SessionPhase.Open) _roster.HandleTimeout(now);
            if (now < _statisticsAt) return;
            _roster.PublishStatistics();
            _statisticsAt = _roster.HasLinks ? now + StatisticsInterval : Timestamp.Never;
        }

        /// <summary>The loop ends, by itself or because the client was disposed; what is sent in this call still leaves.</summary>
        public void Stop(string? reason)
        {
            if (Phase == SessionPhase.Open && reason != null)
            {
                Remove(reason);
                return;
            }

            Abort();
            _join.Fail(reason == null
                ? (Exception)new ObjectDisposedException(nameof(P2PClient), "The client was disposed while it was joining.")
                : new P2PException(LinkStage.Server, reason));
        }

        public void Signal(SignalFrame frame) => _connection.Send(frame);

        /// <summary>The machine's addresses changed: the connection to the server may be dead without a sign of it.</summary>
        public void OnNetworkChanged(Timestamp now) => _connection.Probe(now, isChanged: true);

        /// <summary>A link has trouble, which may be the network's: then the server must be reachable before the link can be mended.</summary>
        public void OnLinkTrouble() => _connection.Probe(Now, isChanged: false);

        public BufferPool Buffers => _loop.PeerConnections.Buffers;

        public IPeerConnection CreateConnection(MemberLink link)
        {
            // A link that a join waits for says which step failed before the join's own time is over.
            TimeSpan connectTimeout = Options.JoinTimeout;
            if (Phase < SessionPhase.Open && link.IsAwaited) connectTimeout = (_join.Deadline - Now) * 0.95;
            if (connectTimeout < TimeSpan.FromMilliseconds(100)) connectTimeout = TimeSpan.FromMilliseconds(100);
            var options = new PeerConnectionOptions
            {
                IceServers = _iceServers,
                TransportPolicy = Options.TransportPolicy,
                SuspectAfter = Options.SuspectAfter,
                LostAfter = Options.LostAfter,
                ConnectTimeout = connectTimeout,
                MaxMessageSize = SessionSender.MaxMessageSize,
            };
            return _loop.PeerConnections.Create(options, link);
        }

        public void OnLinkUp(MemberLink link)
        {
            if (_statisticsAt == Timestamp.Never) _statisticsAt = Now + StatisticsInterval;
            Post(new SessionEvent(SessionEventKind.PeerConnected, link.Peer));
            if (Phase == SessionPhase.Linking) DecideJoin();
        }

        public void OnLinkSuspect(MemberLink link)
        {
            OnLinkTrouble();
            Post(new SessionEvent(SessionEventKind.PeerSuspect, link.Peer));
        }

        public void OnLinkRecovered(MemberLink link) => Post(new SessionEvent(SessionEventKind.PeerRecovered, link.Peer));

        public void OnLinkOver(MemberLink link)
        {
            Post(new SessionEvent(SessionEventKind.PeerDisconnected, link.Peer, link.Failure));
            _roster.OnLinkOver(link);
            if (Phase == SessionPhase.Linking) DecideJoin();
        }

        /// <summary>To the game, once it has its session; until then the session that it will get is the news.</summary>
        public void Post(in SessionEvent e)
        {
            if (Phase >= SessionPhase.Open) Mailbox.Post(e);
        }

        public void Log(string line) => Options.Log?.Invoke(line);

        void ILobbyConnectionObserver.OnFrame(Frame frame)
        {
            switch (frame)
            {
                case WelcomeFrame welcome:
                    _roster.LocalId = welcome.PlayerId;
                    _iceServers = Protocol.IceServer.ToRtc(welcome.IceServers);
                    break;
                case LobbyJoinedFrame joined when Phase == SessionPhase.Entering && joined.Id == _enterRequest:
                    if (joined.IceServers.Count > 0) _iceServers = Protocol.IceServer.ToRtc(joined.IceServers);
                    // Who waits for others has its addresses and relays ready when they come.
                    _loop.PeerConnections.Prepare(_iceServers);
                    Enter(joined.Lobby);
                    break;
                case ErrorFrame error:
                    OnError(error);
                    break;
                case LobbyLeftFrame _ when Phase == SessionPhase.Leaving:
                    Finish();
                    break;
                case LobbyDeletedFrame deleted when Phase == SessionPhase.Linking || Phase == SessionPhase.Open:
                    Remove(deleted.Reason);
                    break;
                case LobbyEventFrame or SignalFrame when Phase == SessionPhase.Linking || Phase == SessionPhase.Open:
                    _roster.Handle(frame);
                    if (Phase == SessionPhase.Linking) DecideJoin();
                    break;
            }
        }

        void ILobbyConnectionObserver.OnConnectionAway(string reason)
        {
            reason = _presence.Explain(reason);
            // A join goes on, too: what was signaled before may do, and its time is bounded.
            if (_presence.IsAway || (Phase != SessionPhase.Linking && Phase != SessionPhase.Open)) return;
            _presence.OnAway(reason);
            Log("The lobby server is out of reach; links go on. " + reason);
            Post(new SessionEvent(SessionEventKind.ServerLost, detail: reason));
        }

        void ILobbyConnectionObserver.OnConnectionResumed(LobbyResumedFrame resumed)
        {
            Log("Back at the lobby server.");
            _presence.OnHeard();
            if (Phase != SessionPhase.Linking && Phase != SessionPhase.Open) return;
            if (resumed.IceServers.Count > 0) _iceServers = Protocol.IceServer.ToRtc(resumed.IceServers);
            _roster.Reconcile(resumed.Lobby);
            TellServerFound();
            if (Phase == SessionPhase.Linking) DecideJoin();
        }

        void ILobbyConnectionObserver.OnConnectionBack()
        {
            Log("The lobby server answers again.");
            _presence.OnHeard();
            TellServerFound();
        }

        void ILobbyConnectionObserver.OnConnectionLost(string reason)
        {
            reason = _presence.Explain(reason);
            switch (Phase)
            {
                case SessionPhase.Entering when !_connection.IsOpen:
                    FailJoin(_presence.CannotBeReached(reason));
                    break;
                case SessionPhase.Entering:
                case SessionPhase.Linking:
                    FailJoin(_presence.EndedTheConnection(reason));
                    break;
                case SessionPhase.Open:
                    _presence.OnLost();
                    Log("The place in the lobby is lost; links go on. " + reason);
                    Post(new SessionEvent(SessionEventKind.LobbyLost, detail: reason));
                    break;
                case SessionPhase.Flushing:
                    _presence.OnLost();
                    break;
                case SessionPhase.Leaving:
                    Finish();
                    break;
            }
        }

        private void RunJoin(Timestamp now)
        {
            if (Mailbox.IsLeaveRequested)
            {
                Stop(null);
            }
            else if (_join.IsCancelled)
            {
                _join.Cancel();
                Abort();
            }
            else if (now >= _join.Deadline)
            {
                OnJoinTimeout();
            }
        }

        private void Enter(LobbySnapshot snapshot)
        {
            TransitionTo(SessionPhase.Linking);
            if (!_roster.TryEnter(snapshot))
            {
                FailJoin(new P2PException(LinkStage.Server, "The lobby server let this client in without naming it among the players. Check that client and server are of one version."));
                return;
            }

            _roster.OfferToAll();
            DecideJoin();
        }

        private void OnError(ErrorFrame error)
        {
            if (error.Link != null) _roster.HandleSignalError(error.Link, error.Message);
            if (error.Fatal) _presence.OnLastWords(error.Message);
            bool refused = Phase == SessionPhase.Entering && (error.Id == _enterRequest || error.Fatal);
            if (refused) FailJoin(new P2PException(LinkStage.Server, error.Message, code: error.Code));
            else if (Phase == SessionPhase.Leaving && error.Id == _leaveRequest) Finish();
            else Log("The lobby server says " + error.Code + ": " + error.Message);
        }

        private void OnJoinTimeout()
        {
            if (Phase == SessionPhase.Entering)
            {
                FailJoin(_presence.DidNotAnswer(_connection.IsOpen, Options.JoinTimeout));
                return;
            }

            _roster.GiveUpUndecided();
            if (Phase == SessionPhase.Linking) DecideJoin();
        }

        /// <summary>Whether the links that the join waits for let it succeed, fail or wait on.</summary>
        private void DecideJoin()
        {
            JoinVerdict verdict = _roster.JudgeJoin(_join.Request.AllowUnreachablePeers, out MemberLink? culprit);
            if (verdict == JoinVerdict.Failed)
            {
                LinkFailure failure = culprit!.Failure ?? culprit.TimedOut();
                FailJoin(new P2PException(failure.Stage, failure.Reason, culprit.Peer.Name));
            }
            else if (verdict == JoinVerdict.WaitsForFarewell)
            {
                _join.ExpectFarewell(Now);
            }
            else if (verdict == JoinVerdict.Succeeded)
            {
                TransitionTo(SessionPhase.Open);
                if (_presence.IsAway) Post(new SessionEvent(SessionEventKind.ServerLost, detail: _presence.AwayReason));
                _connection.Settle();
                _join.Succeed(_roster.CreateSession(_loop, Ended));
            }
        }

        private void FailJoin(P2PException exception)
        {
            Abort();
            _join.Fail(exception);
        }

        private void TakeSends()
        {
            // Only what is there now: a game that sends all the time must not keep the loop from the network.
            for (int i = Mailbox.ReliableSendCount; i > 0 && Mailbox.TryTakeReliableSend(out SendCommand command); i--)
                command.Link.Send(command);
            for (int i = Mailbox.UnreliableSendCount; i > 0 && Mailbox.TryTakeUnreliableSend(out SendCommand command); i--)
                command.Link.Send(command);
        }

        private void BeginFlushing(Timestamp now)
        {
            TransitionTo(SessionPhase.Flushing);
            _leaveDeadline = now + Options.LeaveTimeout;
            Mailbox.CloseEvents();
        }

        private void BeginLeaving()
        {
            TransitionTo(SessionPhase.Leaving);
            AskToLeave();
            EndLinks();
            if (_presence.IsLost) Finish();
        }

        private void Remove(string reason)
        {
            if (Phase == SessionPhase.Linking)
            {
                FailJoin(new P2PException(LinkStage.Server, "The lobby was closed during the join: " + reason));
                return;
            }

            EndLinks();
            Post(new SessionEvent(SessionEventKind.Removed, detail: reason));
            Finish();
        }

        /// <summary>Ends at once. The server is told where it may have let us in.</summary>
        private void Abort()
        {
            if (Phase == SessionPhase.Ended) return;
            if (Phase != SessionPhase.New && Phase < SessionPhase.Leaving) AskToLeave();
            TransitionTo(SessionPhase.Leaving);
            EndLinks();
            Finish();
        }

        private void AskToLeave()
        {
            _leaveRequest = _connection.NextRequestId();
            _connection.Send(new LeaveLobbyFrame(_leaveRequest));
        }

        private void TellServerFound()
        {
            if (_presence.TryReturn()) Post(new SessionEvent(SessionEventKind.ServerFound));
        }

        private void EndLinks()
        {
            Mailbox.CloseSends();
            _roster.EndLinks();
        }

        private void Finish()
        {
            TransitionTo(SessionPhase.Ended);
            _connection.Close();
            _leaveDeadline = _statisticsAt = Timestamp.Never;
            if (Mailbox.IsLeaveRequested || !Joined.IsCompletedSuccessfully) Mailbox.CloseEvents();
            Simulation.End();
            _ended.TrySetResult(true);
            // A game that left between these lines did not yet see that it is over.
            if (Mailbox.IsLeaveRequested) Mailbox.CloseEvents();
        }

        private void TransitionTo(SessionPhase phase)
        {
            Phase = phase;
            Log("Session: " + phase);
        }
    }
}
