using System;
using System.Buffers;
using System.Collections.Generic;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// The way to the lobby server, whatever WebSocket it takes at the time. Until the client is in a lobby it is one, and ends with it. From
    /// then on it comes back: when a socket ends or leaves a ping unanswered, another one is opened beside it and takes the membership over
    /// (protocol.md, Coming back). Signals are numbered and kept until the server has them, so none is lost or doubled; requests are kept until
    /// their reply. Thread: the loop's.
    /// </summary>
    internal sealed class LobbyConnection : ILobbySocketObserver
    {
        /// <summary>A player is told that the server is away when it takes longer than this: most changes of network do not.</summary>
        private static readonly TimeSpan ToldAfter = TimeSpan.FromSeconds(2);

        /// <summary>
        /// A connection that lasted less was no success: the next attempt waits as after a failure. Else a server that lets in and drops, or
        /// two clients with one token, would have each other connect as fast as the network goes.
        /// </summary>
        private static readonly TimeSpan StandsAfter = TimeSpan.FromSeconds(1);

        /// <summary>Signals that came before the server is told, so that it need not keep more than the burst of a join.</summary>
        private const int AcknowledgeEvery = 32;

        private readonly ILobbyConnectionObserver _observer;
        private readonly Func<Timestamp> _clock;
        private readonly UnacknowledgedSignals _sent = new UnacknowledgedSignals();
        private readonly List<NumberedFrame> _unanswered = new List<NumberedFrame>();
        private readonly ArrayBufferWriter<byte> _encoded = new ArrayBufferWriter<byte>(4096);
        private ISessionLoop _loop = null!;
        private Uri _url = null!;
        private LobbySocket _current;
        private LobbySocket? _attempt;
        private string? _lobbyId;
        private string _resumeToken = string.Empty;
        private long _requests;
        private long _received;
        private int _unacknowledged;
        private ReconnectSchedule _schedule;
        private Timestamp? _resumedAt;
        private Timestamp _attemptAt = Timestamp.Never;
        private Timestamp _attemptedAt;
        private Timestamp _attemptDue = Timestamp.Never;
        private Timestamp _tellAt = Timestamp.Never;
        private string _awayReason = string.Empty;
        private bool _isDoubtful;
        private bool _isAwayTold;
        private bool _closed;

        public LobbyConnection(ILobbyConnectionObserver observer, Func<Timestamp> clock)
        {
            _observer = observer;
            _clock = clock;
            _current = new LobbySocket(this, clock);
        }

        /// <summary>Whether the server accepted a WebSocket once.</summary>
        public bool IsOpen => _current.IsOpen;

        /// <summary>Whether frames reach the server at the moment, as far as is known.</summary>
        public bool IsUp => !_closed && IsOpen && !IsCutOff && _attempt == null;

        /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
        public Timestamp NextTimeout
        {
            get
            {
                if (_closed) return Timestamp.Never;
                Timestamp next = Timestamp.Min(_current.NextTimeout, Timestamp.Min(_attemptAt, _tellAt));
                return Timestamp.Min(next, _attemptDue);
            }
        }

        /// <summary>Whether the present socket is gone, or does not answer.</summary>
        private bool IsCutOff => _current.IsClosed || _isDoubtful;

        /// <summary>Where the server's WebSocket is, by the URL that a user gives.</summary>
        public static Uri SocketUrl(Uri server)
        {
            var url = new UriBuilder(server)
            {
                Scheme = server.Scheme is "https" or "wss" ? "wss" : "ws",
                Port = server.Port,
                Path = server.AbsolutePath.TrimEnd('/') + ProtocolLimits.Path,
            };
            return url.Uri;
        }

        /// <summary>Starts to connect. Hello and the request leave with the first packet that can carry them.</summary>
        public void Open(ISessionLoop loop, Uri server, Frame request)
        {
            _loop = loop;
            _url = SocketUrl(server);
            _current.Open(loop, _url, request);
        }

        /// <summary>A number that no request had, over whatever socket.</summary>
        public long NextRequestId() => ++_requests;

        /// <summary>Sends a frame, now or when there is a connection again. Once it is gone for good, frames go nowhere.</summary>
        public void Send(Frame frame)
        {
            if (_closed) return;
            if (frame is SignalFrame signal && _lobbyId != null)
            {
                Send(signal);
                return;
            }

            if (frame is NumberedFrame request && _lobbyId != null) _unanswered.Add(request);
            _current.Send(frame);
        }

        /// <summary>
        /// The join is over and the client means to stay: from now on the server keeps the place for long when the connection breaks. Where no answer
        /// comes, coming back says as much.
        /// </summary>
        public void Settle()
        {
            if (_lobbyId != null) _current.Ping(Patience.OfHeartbeat(_current.RoundTripTime), isSettled: true);
        }

        /// <summary>
        /// Something is wrong with the network (a link is silent, an address changed): finds out whether the server is still there, and if it does
        /// not answer soon connects anew beside.
        /// </summary>
        /// <param name="now">The time.</param>
        /// <param name="isChanged">Whether the network is another one: what could not work before may work now.</param>
        public void Probe(Timestamp now, bool isChanged)
        {
            if (_closed || _lobbyId == null) return;
            if (isChanged && (_current.IsClosed || _attempt != null || _attemptAt != Timestamp.Never))
            {
                _schedule.Reset();
                Attempt(now);
                return;
            }

            _current.Ping(Patience.OfProbe(_current.RoundTripTime));
        }

        public void HandleTimeout(Timestamp now)
        {
            if (_closed) return;
            _current.HandleTimeout(now);
            if (_closed) return;
            if (now >= _attemptDue) FailAttempt("The lobby server does not answer.");
            if (now >= _attemptAt) Attempt(now);
            if (now >= _tellAt) TellAway();
        }

        /// <summary>Says goodbye after what was sent. The observer hears nothing more.</summary>
        public void Close()
        {
            if (_closed) return;
            // A request to leave that has no reply yet goes by a connection that is being made, too, or others would wait for this member to come back.
            bool isHeard = _unanswered.Count == 0 || _lobbyId == null;
            if (!isHeard && _attempt == null && IsCutOff) Attempt(_clock());
            _closed = true;
            _current.Close();
            if (_attempt == null) return;
            if (isHeard)
            {
                _attempt.Dispose();
                return;
            }

            foreach (NumberedFrame request in _unanswered) _attempt.Send(request);
            _attempt.Close();
        }

        void ILobbySocketObserver.OnFrame(LobbySocket socket, Frame frame)
        {
            if (_closed) return;
            if (socket == _attempt)
            {
                OnAttemptFrame(frame);
            }
            else if (socket == _current)
            {
                OnHeard();
                OnCurrentFrame(frame);
            }
        }

        void ILobbySocketObserver.OnSilent(LobbySocket socket)
        {
            if (_closed || socket != _current || _lobbyId == null) return;
            _isDoubtful = true;
            ComeBack("The lobby server does not answer.");
        }

        void ILobbySocketObserver.OnClosed(LobbySocket socket, string reason)
        {
            if (_closed) return;
            if (socket == _attempt) FailAttempt(reason);
            else if (socket == _current && _lobbyId == null) Lose(reason);
            else if (socket == _current) ComeBack(reason);
        }

        private void OnCurrentFrame(Frame frame)
        {
            switch (frame)
            {
                case PongFrame pong:
                    if (pong.Received is long received) _sent.Acknowledge(received);
                    return;
                case ErrorFrame error when error.Code == ErrorCode.Replaced && _lobbyId != null:
                    // By one of our own attempts, whose word comes over its own socket, or did come and was no longer waited for.
                    _current.Dispose();
                    ComeBack(error.Message);
                    return;
                case ErrorFrame error:
                    _unanswered.RemoveAll(request => request.Id == error.Id);
                    break;
                case LobbyJoinedFrame joined when joined.ResumeToken != null && _lobbyId == null:
                    _lobbyId = joined.Lobby.Id;
                    _resumeToken = joined.ResumeToken;
                    _current.Received = 0;
                    break;
                case LobbyLeftFrame _:
                case LobbyDeletedFrame _:
                    _lobbyId = null;
                    _unanswered.Clear();
                    StopTrying();
                    break;
                case SignalFrame signal when signal.Sequence is long sequence:
                    // Came over the connection before.
                    if (sequence <= _received) return;
                    _received = sequence;
                    _current.Received = sequence;
                    if (++_unacknowledged >= AcknowledgeEvery) Acknowledge();
                    break;
            }

            _observer.OnFrame(frame);
        }

        private void OnAttemptFrame(Frame frame)
        {
            switch (frame)
            {
                case LobbyResumedFrame resumed:
                    Resume(resumed);
                    break;
                case ErrorFrame error when error.Code == ErrorCode.ResumeFailed:
                    Lose(error.Message);
                    break;
                case ErrorFrame error when error.Fatal:
                    FailAttempt(error.Message);
                    break;
            }
        }

        private void Send(SignalFrame signal)
        {
            _encoded.Clear();
            signal.Numbered(_sent.Next).WriteTo(_encoded);
            _sent.Add(_encoded.WrittenSpan.ToArray());
            _current.Send(_encoded.WrittenSpan);
        }

        private void Acknowledge()
        {
            _unacknowledged = 0;
            _current.Send(new PingFrame(NextRequestId(), _received));
        }

        /// <summary>The present socket is alive.</summary>
        private void OnHeard()
        {
            if (!_isDoubtful) return;
            _isDoubtful = false;
            _tellAt = Timestamp.Never;
            // An attempt under way may have the membership already; another one is not needed.
            if (_attempt == null) StopTrying();
            if (!_isAwayTold) return;
            _isAwayTold = false;
            _observer.OnConnectionBack();
        }

        /// <summary>The present socket ended, or is silent.</summary>
        private void ComeBack(string reason)
        {
            Timestamp now = _clock();
            _awayReason = reason;
            if (!_isAwayTold && _tellAt == Timestamp.Never) _tellAt = now + ToldAfter;
            if (_attempt != null || _attemptAt != Timestamp.Never) return;
            if (_resumedAt is Timestamp before && now < before + StandsAfter)
            {
                _attemptAt = _schedule.Fail(now, now, _loop.Random);
                return;
            }

            _schedule.Reset();
            Attempt(now);
        }

        /// <summary>Opens another socket that asks for the membership; the present one goes on, if it can, until that has it.</summary>
        private void Attempt(Timestamp now)
        {
            _attempt?.Dispose();
            _attemptAt = Timestamp.Never;
            _attemptedAt = now;
            _attemptDue = now + _schedule.PatienceOfAttempt(_current.RoundTripTime);
            _attempt = new LobbySocket(this, _clock);
            _attempt.Open(_loop, _url, new ResumeLobbyFrame(NextRequestId(), _lobbyId!, _resumeToken, _received));
        }

        private void FailAttempt(string reason)
        {
            StopTrying();
            // The present one has answered meanwhile.
            if (!IsCutOff) return;
            _attemptAt = _schedule.Fail(_attemptedAt, _clock(), _loop.Random);
            _awayReason = reason;
            // One that is silent may only be slow, and has its time.
            if (_current.IsClosed) TellAway();
        }

        private void StopTrying()
        {
            _attempt?.Dispose();
            _attempt = null;
            _attemptAt = _attemptDue = Timestamp.Never;
        }

        private void TellAway()
        {
            _tellAt = Timestamp.Never;
            if (_isAwayTold) return;
            _isAwayTold = true;
            _observer.OnConnectionAway(_awayReason);
        }

        private void Resume(LobbyResumedFrame resumed)
        {
            LobbySocket old = _current;
            _current = _attempt!;
            _attempt = null;
            _isDoubtful = _isAwayTold = false;
            _attemptDue = _attemptAt = _tellAt = Timestamp.Never;
            _resumedAt = _clock();
            // The server has ended it, and whoever is on the other side of a network that is gone hears no goodbye.
            old.Dispose();
            _current.Received = _received;
            _sent.Acknowledge(resumed.Received);
            foreach (byte[] signal in _sent.All) _current.Send(signal);
            foreach (NumberedFrame request in _unanswered) _current.Send(request);
            _observer.OnConnectionResumed(resumed);
        }

        private void Lose(string reason)
        {
            _closed = true;
            _current.Dispose();
            _attempt?.Dispose();
            _observer.OnConnectionLost(reason);
        }
    }
}
