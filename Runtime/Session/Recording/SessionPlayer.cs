using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Plays what a <see cref="SessionRecorder"/> wrote: the handlers are called with the same messages and events, from peers of the same names, in the same order and at the same
    /// distances in time, or faster, slower, step by step. Handlers and events run within <see cref="Poll"/>, <see cref="Step"/> and nothing else. Thread: any, one at a time.
    /// </summary>
    /// <remarks>
    /// A type of message that has changed since the recording is played where <see cref="MessageDescriptor.Schema"/> says that both understand each other; otherwise its messages
    /// are left out, and named by <see cref="Differences"/> and <see cref="MessageRejected"/>, instead of being misread.
    /// </remarks>
    public sealed class SessionPlayer : IMessageReceiver, IDisposable
    {
        private readonly RecordingReader _reader;
        private readonly RecordingIndex _index;
        private readonly RecordedTypes _types;
        private readonly Func<TimeSpan> _clock;
        private readonly MessageDispatcher<Peer> _dispatcher = new MessageDispatcher<Peer>();
        private readonly MessageDispatcher<IReadOnlyList<Peer>> _sentDispatcher = new MessageDispatcher<IReadOnlyList<Peer>>();
        private readonly HandlerExceptions _exceptions = new HandlerExceptions();
        private readonly Dictionary<int, Peer> _peers = new Dictionary<int, Peer>();
        private readonly List<Peer> _receivers = new List<Peer>();
        private readonly HashSet<ushort> _rejectedTypes = new HashSet<ushort>();
        private RecordedSession _session;
        private TimeSpan _position;
        private TimeSpan? _clockAt;
        private double _speed = 1;
        private bool _hasEntry;
        private bool _isBusy;

        private SessionPlayer(RecordingReader reader, Func<TimeSpan> clock)
        {
            _reader = reader;
            _clock = clock;
            _index = RecordingIndex.Read(reader);
            _types = new RecordedTypes(reader.MessageTypes);
            _session = new RecordedSession(_index, _peers, _exceptions);
            Attach(_session.Events);
        }

        /// <inheritdoc/>
        public event Action<Player>? PlayerJoined;

        /// <inheritdoc/>
        public event Action<Player>? PlayerHasLeft;

        /// <inheritdoc/>
        public event Action<Player>? SessionHostChanged;

        /// <inheritdoc/>
        public event Action<Peer>? PeerConnected;

        /// <inheritdoc/>
        public event Action<Peer>? PeerStateChanged;

        /// <inheritdoc/>
        public event Action<Peer, LinkFailure?>? PeerDisconnected;

        /// <inheritdoc/>
        public event Action<string>? RemovedFromSession;

        /// <inheritdoc/>
        public event Action<SessionState>? StateChanged;

        /// <summary>A message was rejected when it was recorded, or cannot be read today, which is told once for each of its types.</summary>
        public event Action<Peer, string>? MessageRejected;

        /// <inheritdoc/>
        public event Action<Exception>? HandlerFailed
        {
            add => _exceptions.Failed += value;
            remove => _exceptions.Failed -= value;
        }

        /// <summary>When the recording began.</summary>
        public DateTimeOffset StartedAt => _reader.StartedAt;

        /// <summary>How long it is: the time of its last entry.</summary>
        public TimeSpan Duration => _index.Duration;

        /// <summary>Whether the file ends within an entry or without an end, because its writer crashed or is still writing. It is played as far as it goes.</summary>
        public bool IsCut => _index.IsCut;

        /// <summary>Messages and requests in the recording, in and out.</summary>
        public long Messages => _index.Messages;

        /// <summary>Messages that are not in the recording, because the disk was too slow or they were larger than 256 KiB.</summary>
        public long MissingMessages => _index.MissingMessages;

        /// <summary>A sentence for each type of message that cannot be read any more as it was recorded, as far as today's types are known by now.</summary>
        public IReadOnlyList<string> Differences => _types.Differences();

        /// <summary>How far it was played, from 0 to <see cref="Duration"/>.</summary>
        public TimeSpan Position => _position;

        /// <summary>Whether everything was played.</summary>
        public bool IsAtEnd { get; private set; }

        /// <summary>Whether <see cref="Poll"/> goes on by the clock. Default true; <see cref="Step"/> makes it false.</summary>
        public bool IsPlaying { get; private set; } = true;

        /// <summary>Seconds of the recording that a second plays: above 0 to 1000, default 1.</summary>
        /// <exception cref="ArgumentOutOfRangeException">Set out of its range.</exception>
        public double Speed
        {
            get => _speed;
            set
            {
                if (!(value > 0 && value <= 1000)) throw new ArgumentOutOfRangeException(nameof(value), value, "Speed goes from above 0 to 1000; Pause stops.");
                // What has passed until now was played at the old speed.
                Advance();
                _speed = value;
            }
        }

        /// <summary>The lobby as it was. Its id and code are not recorded, and empty. Another object after <see cref="Seek"/>.</summary>
        public Lobby Lobby => _session.Events.Lobby;

        /// <summary>The peers as they were at this point. A peer is the same object throughout.</summary>
        public IReadOnlyList<Peer> Peers => _session.Events.Peers;

        /// <inheritdoc/>
        public SessionState State => _session.State;

        /// <inheritdoc/>
        public string? StateReason => _session.Events.StateReason;

        MessageDispatcher<Peer> IMessageReceiver.Dispatcher => _dispatcher;

        /// <summary>Opens a recording, which is read once from end to end for its length. Playing begins with the first <see cref="Poll"/>.</summary>
        /// <param name="path">The file's path.</param>
        /// <exception cref="InvalidDataException">It is no recording, or damaged; the sentence says at which byte.</exception>
        /// <exception cref="IOException">The file cannot be read.</exception>
        public static SessionPlayer Open(string path)
        {
            var clock = Stopwatch.StartNew();
            return Open(RecordingReader.Open(path), () => clock.Elapsed);
        }

        /// <summary>Has a handler called for each message of a type that arrived, as <see cref="Session.On{T}(MessageHandler{Peer, T})"/>.</summary>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void On<T>(MessageHandler<Peer, T> handler) => _dispatcher.On(handler);

        /// <summary>As the other overload, for handlers that take the message by value.</summary>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void On<T>(Action<Peer, T> handler) => _dispatcher.On(handler);

        /// <summary>Takes a handler back.</summary>
        public void Off<T>(MessageHandler<Peer, T> handler) => _dispatcher.Off(handler);

        /// <summary>Takes a handler back.</summary>
        public void Off<T>(Action<Peer, T> handler) => _dispatcher.Off(handler);

        /// <summary>
        /// Has a handler called for each message of a type that the recording player sent: with those whom it was sent to (the list is valid during the call), and the message.
        /// </summary>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void OnSent<T>(MessageHandler<IReadOnlyList<Peer>, T> handler) => _sentDispatcher.On(handler);

        /// <summary>Takes a handler back that <see cref="OnSent{T}"/> added.</summary>
        public void OffSent<T>(MessageHandler<IReadOnlyList<Peer>, T> handler) => _sentDispatcher.Off(handler);

        /// <summary>Goes on where it was paused, with the next <see cref="Poll"/>.</summary>
        public void Play() => SetPlaying(true);

        /// <summary>Stays where it is until <see cref="Play"/>.</summary>
        public void Pause() => SetPlaying(false);

        /// <summary>Plays what has become due since the last call: the first call starts the clock.</summary>
        /// <exception cref="InvalidOperationException">It was called within a handler.</exception>
        /// <exception cref="InvalidDataException">The file has changed since it was opened, and is damaged.</exception>
        public void Poll()
        {
            Enter();
            bool wasPlaying = IsPlaying;
            try
            {
                Advance();
                while (IsPlaying && TryPeek() && _reader.Time <= _position) Take();
                // A handler has paused: what was due by now waits with it.
                if (!IsPlaying && wasPlaying) _position = _reader.Time;
            }
            finally
            {
                _isBusy = false;
            }

            _exceptions.ThrowUnheard();
        }

        /// <summary>Pauses, and plays the next message or event at once, whenever it was.</summary>
        /// <returns>False at the end.</returns>
        /// <exception cref="InvalidOperationException">It was called within a handler.</exception>
        public bool Step()
        {
            Enter();
            bool isTaken = false;
            try
            {
                SetPlaying(false);
                while (!isTaken && TryPeek())
                {
                    _position = _reader.Time > _position ? _reader.Time : _position;
                    isTaken = Take();
                }
            }
            finally
            {
                _isBusy = false;
            }

            _exceptions.ThrowUnheard();
            return isTaken;
        }

        /// <summary>
        /// Jumps, forwards or back: the next to be played is the first message or event at that time or later. Nothing in between is played and no event is raised; lobby, peers and
        /// state are as they were at that time.
        /// </summary>
        /// <param name="position">0 to <see cref="Duration"/>; what is beyond means the end.</param>
        /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
        /// <exception cref="InvalidOperationException">It was called within a handler.</exception>
        public void Seek(TimeSpan position)
        {
            if (position < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(position), position, "A recording begins at 0.");
            Enter();
            try
            {
                var session = new RecordedSession(_index, _peers, _exceptions);
                foreach (RecordingIndex.Entry change in _index.Changes)
                {
                    if (change.Time >= position) break;
                    _reader.Seek(change.Offset, TimeSpan.Zero);
                    if (_reader.Read()) session.Apply(_reader);
                }

                _session = session;
                Attach(session.Events);
                RecordingIndex.Entry start = _index.Before(position);
                _reader.Seek(start.Offset, start.Time);
                _hasEntry = IsAtEnd = false;
                while (TryPeek() && _reader.Time < position) _hasEntry = false;
                _position = position < Duration ? position : Duration;
                _clockAt = null;
            }
            finally
            {
                _isBusy = false;
            }
        }

        /// <summary>Closes the file.</summary>
        public void Dispose() => _reader.Dispose();

        internal static SessionPlayer Open(RecordingReader reader, Func<TimeSpan> clock)
        {
            try
            {
                return new SessionPlayer(reader, clock);
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        }

        private void Enter()
        {
            if (_isBusy) throw new InvalidOperationException("It was called by one of the handlers that it calls, or on two threads at once. Call it once a frame, outside of handlers.");
            _isBusy = true;
        }

        private void SetPlaying(bool isPlaying)
        {
            if (!_isBusy) Advance();
            IsPlaying = isPlaying;
        }

        /// <summary>Where the clock says that it is by now.</summary>
        private void Advance()
        {
            TimeSpan now = _clock();
            if (IsPlaying && _clockAt is TimeSpan before)
            {
                TimeSpan position = _position + ((now - before) * _speed);
                _position = position < Duration ? position : Duration;
            }

            _clockAt = now;
        }

        /// <summary>Has the reader stand at the next entry.</summary>
        private bool TryPeek()
        {
            if (!_hasEntry) _hasEntry = _reader.Read();
            IsAtEnd = !_hasEntry;
            return _hasEntry;
        }

        /// <summary>Plays the entry at which the reader stands. False: it is nothing that a game hears of.</summary>
        private bool Take()
        {
            _hasEntry = false;
            try
            {
                switch (_reader.Kind)
                {
                    case RecordedKind.Received:
                        Dispatch(_session.PeerOf(_reader.Player!.Number));
                        return true;
                    case RecordedKind.Sent:
                        _receivers.Clear();
                        foreach (int number in _reader.Receivers) _receivers.Add(_session.PeerOf(number));
                        if (_types.DifferenceOf(_reader.MessageId) == null) _sentDispatcher.Dispatch(_receivers, _reader.MessageId, _reader.Body);
                        return true;
                    default:
                        return _session.Apply(_reader);
                }
            }
#pragma warning disable CA1031 // Whatever a handler throws, the handlers of the next message have to run.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _exceptions.Report(exception);
                return true;
            }
        }

        private void Dispatch(Peer peer)
        {
            ushort id = _reader.MessageId;
            if (_types.DifferenceOf(id) is string difference)
            {
                if (_rejectedTypes.Add(id)) MessageRejected?.Invoke(peer, difference);
                return;
            }

            if (_dispatcher.Dispatch(peer, id, _reader.Body) == DispatchStatus.Malformed) _session.Events.RejectMalformed(peer, id);
        }

        private void Attach(SessionEvents events)
        {
            events.PlayerJoined += player => PlayerJoined?.Invoke(player);
            events.PlayerHasLeft += player => PlayerHasLeft?.Invoke(player);
            events.SessionHostChanged += player => SessionHostChanged?.Invoke(player);
            events.PeerConnected += peer => PeerConnected?.Invoke(peer);
            events.PeerStateChanged += peer => PeerStateChanged?.Invoke(peer);
            events.PeerDisconnected += (peer, failure) => PeerDisconnected?.Invoke(peer, failure);
            events.RemovedFromSession += reason => RemovedFromSession?.Invoke(reason);
            events.StateChanged += state => StateChanged?.Invoke(state);
            events.MessageRejected += (peer, reason) => MessageRejected?.Invoke(peer, reason);
        }
    }
}
