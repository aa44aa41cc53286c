using System;
using System.Collections.Generic;
using System.Threading;
using P2PNet.Messages;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>What a session tells whoever records it, turned into entries: peers get numbers, and types of messages are described before they are named.</summary>
    /// <remarks>Thread: the session's; <see cref="End"/> on any, since a session may be left on any.</remarks>
    internal sealed class SessionTap
    {
        private readonly object _gate = new object();
        private readonly RecordingWriter _writer;
        private readonly Action<string>? _log;
        private readonly Dictionary<Peer, int> _numbers = new Dictionary<Peer, int>();
        private readonly int[] _receivers = new int[ProtocolLimits.MaxPlayers];
        private readonly bool[] _describedTypes = new bool[ushort.MaxValue + 1];
        private string _selfId = string.Empty;
        private int _receiverCount;
        private int _nextNumber = RecordingFormat.Self + 1;
        private long _recorded;
        private long _dropped;
        private long _missing;
        private long _missingBytes;
        private bool _isOver;

        public SessionTap(RecordingWriter writer, string path, Action<string>? log)
        {
            _writer = writer;
            Path = path;
            _log = log;
        }

        public string Path { get; }

        /// <summary>Called once, at the end.</summary>
        public Action? Ended { get; set; }

        public bool IsOver => Volatile.Read(ref _isOver);

        public long MessagesRecorded => Interlocked.Read(ref _recorded);

        public long MessagesDropped => Interlocked.Read(ref _dropped);

        /// <summary>The first entries: the session as it is.</summary>
        public void Describe(Session session)
        {
            lock (_gate)
            {
                string software = "P2PNet " + typeof(SessionTap).Assembly.GetName().Version?.ToString(3);
                Lobby lobby = session.Lobby;
                _selfId = lobby.CurrentPlayer.Id;
                _writer.Header(DateTimeOffset.UtcNow, software, lobby.Name, lobby.MaxPlayers, session.State, session.StateReason);
                foreach (MessageDescriptor type in MessageRegistry.Default.ToArray()) Describe(type);
                foreach (Peer peer in session.Peers) _numbers.Add(peer, _nextNumber++);
                foreach (Player player in lobby.Players)
                    _writer.Player(player.Peer == null ? RecordingFormat.Self : NumberOf(player.Peer), player, player.Peer?.State ?? PeerState.Connected, isJoining: false);
            }
        }

        /// <summary>A message came in. Before the game's handlers hear of it.</summary>
        public void OnReceived(Peer peer, Delivery delivery, ushort id, ReadOnlySpan<byte> body)
        {
            lock (_gate)
            {
                if (_isOver) return;
                DescribeOnce(id);
                bool fits = body.Length <= SessionSender.MaxMessageSize;
                Count(TryTellMissing() && fits && _writer.Received(NumberOf(peer), delivery, id, body), body.Length);
            }
        }

        /// <summary>A send call accepted a message.</summary>
        /// <param name="peer">To whom.</param>
        /// <param name="delivery">How it travels.</param>
        /// <param name="payload">With its header.</param>
        public void OnSent(Peer peer, Delivery delivery, ReadOnlySpan<byte> payload)
        {
            lock (_gate)
            {
                if (_isOver) return;
                _receivers[0] = NumberOf(peer);
                OnSent(1, delivery, payload);
            }
        }

        /// <summary>A broadcast reaches this one, now or when its link stands; <see cref="OnBroadcast"/> follows.</summary>
        public void AddReceiver(Peer peer)
        {
            lock (_gate)
            {
                if (!_isOver && _receiverCount < _receivers.Length) _receivers[_receiverCount++] = NumberOf(peer);
            }
        }

        /// <summary>A broadcast was accepted, for all that were added.</summary>
        public void OnBroadcast(Delivery delivery, ReadOnlySpan<byte> payload)
        {
            lock (_gate)
            {
                int count = _receiverCount;
                _receiverCount = 0;
                if (!_isOver) OnSent(count, delivery, payload);
            }
        }

        /// <summary>A request, a response or a refusal came in, or was accepted by a send call.</summary>
        /// <param name="peer">From or to whom.</param>
        /// <param name="payload">The whole frame.</param>
        /// <param name="isSent">Whether it goes out.</param>
        public void OnFrame(Peer peer, ReadOnlySpan<byte> payload, bool isSent)
        {
            if (!LinkFrame.TryReadKind(payload, out LinkFrameKind kind) || kind < LinkFrameKind.Refusal) return;
            lock (_gate)
            {
                if (_isOver) return;
                ReadOnlySpan<byte> content = payload.Slice(LinkFrame.HeaderLength);
                ReadOnlySpan<byte> rest = content;
                if (kind != LinkFrameKind.Refusal && LinkFrame.TryReadUInt32(ref rest, out _) && LinkFrame.TryReadUInt16(ref rest, out ushort id)) DescribeOnce(id);
                Count(TryTellMissing() && _writer.Request(NumberOf(peer), isSent, (RecordedRequestPart)(-1 - (sbyte)kind), content), content.Length);
            }
        }

        /// <summary>Anything but a message happened. Before the game's handlers hear of it.</summary>
        public void OnEvent(in SessionEvent e)
        {
            lock (_gate)
            {
                if (!_isOver) Write(e);
            }
        }

        /// <summary>The session is over, and this client did not want it.</summary>
        public void OnEnded(string reason)
        {
            lock (_gate)
            {
                if (!_isOver) _writer.StateChanged(SessionState.Ended, reason);
            }
        }

        /// <summary>The last entry. Doing it twice is doing it once.</summary>
        public void End()
        {
            lock (_gate)
            {
                if (_isOver) return;
                _isOver = true;
                TellMissing();
                _writer.End();
            }

            Ended?.Invoke();
        }

        private void Write(in SessionEvent e)
        {
            switch (e.Kind)
            {
                case SessionEventKind.PlayerJoined:
                    _numbers.Add(e.Peer!, _nextNumber);
                    _writer.Player(_nextNumber++, e.Peer!.Player, e.Peer.State, isJoining: true);
                    break;
                case SessionEventKind.PlayerLeft:
                    _writer.PlayerLeft(NumberOf(e.Peer!));
                    break;
                case SessionEventKind.HostChanged:
                    _writer.HostChanged(NumberOf((string)e.Detail!));
                    break;
                case SessionEventKind.PeerConnected:
                    _writer.LinkChanged(NumberOf(e.Peer!), RecordedLinkChange.Connected, null);
                    break;
                case SessionEventKind.PeerSuspect:
                    _writer.LinkChanged(NumberOf(e.Peer!), RecordedLinkChange.Suspect, null);
                    break;
                case SessionEventKind.PeerRecovered:
                    _writer.LinkChanged(NumberOf(e.Peer!), RecordedLinkChange.Recovered, null);
                    break;
                case SessionEventKind.PeerDisconnected:
                    _writer.LinkChanged(NumberOf(e.Peer!), RecordedLinkChange.Disconnected, (LinkFailure?)e.Detail);
                    break;
                case SessionEventKind.MessageRejected:
                    _writer.MessageRejected(NumberOf(e.Peer!), (string)e.Detail!);
                    break;
                case SessionEventKind.ServerLost:
                    _writer.StateChanged(SessionState.ServerLost, (string?)e.Detail);
                    break;
                case SessionEventKind.ServerFound:
                    _writer.StateChanged(SessionState.Connected, null);
                    break;
                case SessionEventKind.LobbyLost:
                    _writer.StateChanged(SessionState.LobbyLost, (string?)e.Detail);
                    break;
            }
        }

        private void OnSent(int count, Delivery delivery, ReadOnlySpan<byte> payload)
        {
            // Written by this client a moment ago, so it has a header.
            MessageSerializer.TryReadHeader(payload, delivery == Delivery.UnreliableSequenced, out MessageHeader header);
            ReadOnlySpan<byte> body = payload.Slice(header.Length);
            DescribeOnce(header.Id);
            Count(TryTellMissing() && _writer.Sent(new ReadOnlySpan<int>(_receivers, 0, count), delivery, header.Id, body), body.Length);
        }

        private void Describe(MessageDescriptor type)
        {
            _describedTypes[type.Id] = true;
            _writer.MessageType(type);
        }

        /// <summary>An assembly may have come since the beginning; what nobody here knows stays a number.</summary>
        private void DescribeOnce(ushort id)
        {
            if (!_describedTypes[id] && MessageRegistry.Default.TryGet(id, out MessageDescriptor? type)) Describe(type);
        }

        /// <summary>Says in the file how many messages are missing at this place, once there is room again for a good while. False: there is not.</summary>
        private bool TryTellMissing()
        {
            if (_missing == 0) return true;
            if (!_writer.HasRoomAgain) return false;
            TellMissing();
            return true;
        }

        private void TellMissing()
        {
            if (_missing > 0) _writer.Gap(_missing, _missingBytes);
            _missing = _missingBytes = 0;
        }

        private void Count(bool isRecorded, int bytes)
        {
            if (isRecorded)
            {
                Interlocked.Increment(ref _recorded);
                return;
            }

            _missing++;
            _missingBytes += bytes;
            if (Interlocked.Increment(ref _dropped) == 1) _log?.Invoke("The recording misses messages from here on: the disk does not take them as fast as they come, or they are larger than 256 KiB. " + Path);
        }

        private int NumberOf(Peer peer)
        {
            if (!_numbers.TryGetValue(peer, out int number)) throw new InvalidOperationException("The peer " + peer.Name + " was never introduced.");
            return number;
        }

        /// <summary>-1 where nobody has the id. A player is one as long as it is in the lobby, whatever becomes of the link to it.</summary>
        private int NumberOf(string playerId)
        {
            foreach (KeyValuePair<Peer, int> known in _numbers)
            {
                if (known.Key.Id == playerId && !known.Key.HasLeft) return known.Value;
            }

            return playerId == _selfId ? RecordingFormat.Self : -1;
        }
    }
}
