using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.DataChannels
{
    /// <summary>
    /// The data channels of one link (RFC 8831) and the protocol that opens them (RFC 8832), over streams that somebody else carries.
    /// Belongs to one thread. Time-outs it has none: below it everything is reliable or given up.
    /// </summary>
    internal sealed class DataChannelTable
    {
        private readonly DataChannelLimits _limits;
        private readonly BufferPool _buffers;
        private readonly IStreamTransport _transport;
        private readonly Dictionary<int, DataChannel> _byId = new Dictionary<int, DataChannel>();
        private readonly List<DataChannel> _channels = new List<DataChannel>();
        private readonly Queue<DataChannelEvent> _events = new Queue<DataChannelEvent>();
        private readonly PartialMessages _partials;
        private int _pendingControls;
        private bool _isOpen;
        private bool _isEnded;
        private bool _idsAreEven;

        public DataChannelTable(DataChannelLimits limits, BufferPool buffers, IStreamTransport transport)
        {
            _limits = limits ?? throw new ArgumentNullException(nameof(limits));
            _buffers = buffers ?? throw new ArgumentNullException(nameof(buffers));
            _transport = transport ?? throw new ArgumentNullException(nameof(transport));
            _partials = new PartialMessages(buffers, limits.MaxMessageSize, Counters);
        }

        public DataChannelCounters Counters { get; } = new DataChannelCounters();

        /// <summary>Every channel that is not closed, oldest first.</summary>
        public IReadOnlyList<DataChannel> Channels => _channels;

        /// <summary>Opens a channel; before the association stands it waits.</summary>
        /// <exception cref="ArgumentException">The options contradict each other, exceed a limit, or the id is taken.</exception>
        /// <exception cref="InvalidOperationException">There are as many channels as may be.</exception>
        public DataChannel Create(Timestamp now, DataChannelOptions options)
        {
            Check(options);
            if (_channels.Count >= _limits.MaxChannels)
                throw new InvalidOperationException("The link has " + _channels.Count + " data channels, which is the limit.");
            int id = -1;
            if (options.NegotiatedId != null)
            {
                id = options.NegotiatedId.Value;
                if (_byId.ContainsKey(id)) throw new ArgumentException("Data channel id " + id + " is taken.", nameof(options));
            }
            else if (_isOpen)
            {
                id = NextFreeId();
                if (id < 0) throw new InvalidOperationException("No data channel id is free.");
            }

            var channel = new DataChannel(options);
            _channels.Add(channel);
            if (id >= 0) Assign(channel, id);
            if (_isEnded) End(channel);
            else if (_isOpen) Open(now, channel);
            return channel;
        }

        /// <summary>The association stands. The DTLS client gives out even ids, the server odd ones (RFC 8832 §6).</summary>
        public void OnConnected(Timestamp now, bool isDtlsClient)
        {
            if (_isOpen || _isEnded) return;
            _isOpen = true;
            _idsAreEven = isDtlsClient;
            // A copy in effect: a channel for which no id is left ends and leaves the list.
            for (int i = 0; i < _channels.Count; i++)
            {
                DataChannel channel = _channels[i];
                if (channel.State != DataChannelState.Connecting) continue;
                if (channel.Id < 0)
                {
                    int id = NextFreeId();
                    if (id < 0)
                    {
                        End(channel);
                        i--;
                        continue;
                    }

                    Assign(channel, id);
                }

                Open(now, channel);
            }
        }

        /// <summary>Sends one message. Takes ownership of the payload exactly when it answers <see cref="SendStatus.Accepted"/>.</summary>
        public SendStatus Send(Timestamp now, DataChannel channel, PooledBuffer payload, bool isString)
        {
            if (channel.State != DataChannelState.Open) return SendStatus.NotOpen;
            // OPEN is first on the wire: while the transport had no room for it, there is none for data.
            if (channel.PendingControl == DcepMessageType.Open && !SendControl(now, channel)) return SendStatus.WouldBlock;
            Reliability reliability = channel.IsConfirmed ? channel.Reliability : channel.ReliabilityBeforeAck;
            SendStatus status = payload.Length == 0
                ? SendEmpty(now, channel, payload, isString, reliability)
                : _transport.Send(now, channel.Stream, isString ? Ppid.String : Ppid.Binary, payload, reliability);
            if (status == SendStatus.Accepted) Counters.MessagesSent++;
            return status;
        }

        public long BufferedAmountOf(DataChannel channel) => channel.Id < 0 ? 0 : _transport.BufferedAmountOf(channel.Stream);

        public long UnacknowledgedBytesOf(DataChannel channel) => channel.Id < 0 ? 0 : _transport.UnacknowledgedBytesOf(channel.Stream);

        /// <summary>Closes a channel: what was sent still arrives, then its streams are reset (RFC 8831 §6.7).</summary>
        public void Close(Timestamp now, DataChannel channel)
        {
            if (channel.State == DataChannelState.Connecting)
            {
                End(channel);
            }
            else if (channel.State == DataChannelState.Open)
            {
                SetState(channel, DataChannelState.Closing);
                ResetOutgoing(now, channel);
            }
        }

        /// <summary>Takes a message and its payload.</summary>
        public void OnMessage(Timestamp now, StreamId stream, Ppid ppid, PooledBuffer payload)
        {
            _byId.TryGetValue(stream.Value, out DataChannel? channel);
            if (ppid == Ppid.Dcep)
            {
                OnDcep(now, stream, channel, payload.Span);
                payload.Dispose();
            }
            else if (channel == null || channel.State == DataChannelState.Closed || channel.IncomingReset)
            {
                if (channel == null) Counters.DroppedNoChannel++;
                else Counters.DroppedAfterClose++;
                payload.Dispose();
            }
            else
            {
                // RFC 8832 §6: any message shows that the peer knows the channel.
                channel.IsConfirmed = true;
                OnUserData(channel, ppid, payload);
            }
        }

        /// <summary>The peer reset its stream: it closes the channel, or answers that we do.</summary>
        public void OnIncomingReset(Timestamp now, StreamId stream)
        {
            if (!_byId.TryGetValue(stream.Value, out DataChannel? channel)) return;
            channel.IncomingReset = true;
            if (channel.State == DataChannelState.Open)
            {
                SetState(channel, DataChannelState.Closing);
                ResetOutgoing(now, channel);
            }

            EndIfBothAreReset(channel);
        }

        /// <summary>Our stream is reset.</summary>
        public void OnOutgoingReset(StreamId stream)
        {
            if (!_byId.TryGetValue(stream.Value, out DataChannel? channel) || channel.State != DataChannelState.Closing) return;
            channel.OutgoingReset = true;
            EndIfBothAreReset(channel);
        }

        /// <summary>The transport has room again.</summary>
        public void OnBufferedAmountLow(Timestamp now, StreamId stream)
        {
            Flush(now);
            if (_byId.TryGetValue(stream.Value, out DataChannel? channel) && channel.State == DataChannelState.Open)
                _events.Enqueue(new DataChannelEvent(DataChannelEventKind.BufferedAmountLow, channel));
        }

        /// <summary>Sends the DCEP messages that the transport had no room for.</summary>
        public void Flush(Timestamp now)
        {
            for (int i = 0; _pendingControls > 0 && i < _channels.Count; i++)
            {
                if (_channels[i].PendingControl != DcepMessageType.None && !SendControl(now, _channels[i])) return;
            }
        }

        /// <summary>The link is over: every channel is closed, and no more will open.</summary>
        public void End()
        {
            _isEnded = true;
            _isOpen = false;
            while (_channels.Count > 0) End(_channels[_channels.Count - 1]);
        }

        public bool TryPollEvent(out DataChannelEvent e) => _events.TryDequeue(out e);

        private static void Check(DataChannelOptions options)
        {
            if (options == null) throw new ArgumentNullException(nameof(options));
            if (options.MaxRetransmits != null && options.MaxPacketLifeTime != null)
                throw new ArgumentException("A data channel has maxRetransmits or maxPacketLifeTime, not both.", nameof(options));
            if (options.MaxRetransmits < 0 || options.MaxRetransmits > DataChannelLimits.MaxRetransmits)
                throw new ArgumentException("maxRetransmits is 0 to 65534.", nameof(options));
            if (options.MaxPacketLifeTime < 1 || options.MaxPacketLifeTime > DataChannelLimits.MaxPacketLifeTime)
                throw new ArgumentException("maxPacketLifeTime is 1 to 65535 ms.", nameof(options));
            if (options.NegotiatedId < 0 || options.NegotiatedId > DataChannelLimits.MaxId)
                throw new ArgumentException("The id of a data channel is 0 to 65534.", nameof(options));
            if (options.NegotiatedId == null) DcepOpen.CheckLength(options);
        }

        private void Assign(DataChannel channel, int id)
        {
            channel.Id = id;
            _byId.Add(id, channel);
        }

        private int NextFreeId()
        {
            for (int id = _idsAreEven ? 0 : 1; id <= DataChannelLimits.MaxId; id += 2)
            {
                if (!_byId.ContainsKey(id)) return id;
            }

            return -1;
        }

        private void Open(Timestamp now, DataChannel channel)
        {
            if (channel.Options.NegotiatedId != null)
            {
                channel.IsConfirmed = true;
            }
            else
            {
                SetPending(channel, DcepMessageType.Open);
                SendControl(now, channel);
            }

            // RFC 8832 §6: data may follow the OPEN at once.
            SetState(channel, DataChannelState.Open);
        }

        private void OnDcep(Timestamp now, StreamId stream, DataChannel? channel, ReadOnlySpan<byte> message)
        {
            DcepMessageType type = message.Length > 0 ? (DcepMessageType)message[0] : DcepMessageType.None;
            if (type == DcepMessageType.Ack)
            {
                if (channel != null) channel.IsConfirmed = true;
            }
            else if (type == DcepMessageType.Open && DcepOpen.TryParse(message, out DataChannelOptions? options))
            {
                OnOpen(now, stream, channel, options!);
            }
            else
            {
                Counters.DroppedMalformedDcep++;
            }
        }

        private void OnOpen(Timestamp now, StreamId stream, DataChannel? existing, DataChannelOptions options)
        {
            Counters.OpensReceived++;
            bool idIsTheirs = stream.Value <= DataChannelLimits.MaxId && ((stream.Value & 1) == 0) != _idsAreEven;
            if (!_isOpen || existing != null || !idIsTheirs || _channels.Count >= _limits.MaxChannels)
            {
                // RFC 8832 §6: such a channel is closed again; an existing one with this id stays as it is.
                if (existing == null && idIsTheirs) Counters.RefusedOpenLimit++;
                else Counters.RefusedOpenId++;
                if (existing == null && _isOpen) ResetStream(now, stream);
                return;
            }

            var channel = new DataChannel(options) { IsConfirmed = true };
            _channels.Add(channel);
            Assign(channel, stream.Value);
            channel.State = DataChannelState.Open;
            SetPending(channel, DcepMessageType.Ack);
            SendControl(now, channel);
            _events.Enqueue(new DataChannelEvent(DataChannelEventKind.OpenedByPeer, channel, DataChannelState.Open));
        }

        private void OnUserData(DataChannel channel, Ppid ppid, PooledBuffer payload)
        {
            bool isString = ppid == Ppid.String || ppid == Ppid.StringEmpty || ppid == Ppid.StringPartial;
            switch (ppid)
            {
                case Ppid.String:
                case Ppid.Binary:
                    if (channel.Partial != null && !_partials.TryComplete(channel, isString, ref payload)) return;
                    break;
                case Ppid.StringEmpty:
                case Ppid.BinaryEmpty:
                    payload.Length = 0; // RFC 8831 §6.6: the one byte that stands for nothing.
                    break;
                case Ppid.StringPartial:
                case Ppid.BinaryPartial:
                    _partials.Add(channel, isString, payload);
                    return;
                default:
                    Counters.DroppedUnknownPpid++;
                    payload.Dispose();
                    return;
            }

            Counters.MessagesReceived++;
            _events.Enqueue(new DataChannelEvent(DataChannelEventKind.Message, channel, channel.State, payload, isString));
        }

        /// <summary>SCTP carries no empty message: one byte goes, and its PPID says that it means none (RFC 8831 §6.6).</summary>
        private SendStatus SendEmpty(Timestamp now, DataChannel channel, PooledBuffer payload, bool isString, in Reliability reliability)
        {
            PooledBuffer one = _buffers.Rent(1);
            one.Length = 1;
            one.Span[0] = 0;
            SendStatus status = _transport.Send(now, channel.Stream, isString ? Ppid.StringEmpty : Ppid.BinaryEmpty, one, reliability);
            // The caller's may have other owners, so it was not the one to write to.
            (status == SendStatus.Accepted ? payload : one).Dispose();
            return status;
        }

        private void SetPending(DataChannel channel, DcepMessageType type)
        {
            if (channel.PendingControl == DcepMessageType.None) _pendingControls++;
            channel.PendingControl = type;
        }

        private bool SendControl(Timestamp now, DataChannel channel)
        {
            PooledBuffer message = _buffers.Rent(64);
            if (channel.PendingControl == DcepMessageType.Open) DcepOpen.Write(channel.Options, message);
            else message.Write(stackalloc byte[] { (byte)DcepMessageType.Ack });
            // RFC 8832 §6: reliable and ordered, whatever the channel is.
            if (_transport.Send(now, channel.Stream, Ppid.Dcep, message, default) != SendStatus.Accepted)
            {
                message.Dispose();
                return false;
            }

            ClearPending(channel);
            return true;
        }

        private void ClearPending(DataChannel channel)
        {
            if (channel.PendingControl == DcepMessageType.None) return;
            channel.PendingControl = DcepMessageType.None;
            _pendingControls--;
        }

        private void ResetOutgoing(Timestamp now, DataChannel channel) => ResetStream(now, channel.Stream);

        private void ResetStream(Timestamp now, StreamId stream) => _transport.ResetStreams(now, stackalloc StreamId[] { stream });

        private void EndIfBothAreReset(DataChannel channel)
        {
            if (channel.IncomingReset && channel.OutgoingReset) End(channel);
        }

        private void SetState(DataChannel channel, DataChannelState state)
        {
            channel.State = state;
            _events.Enqueue(new DataChannelEvent(DataChannelEventKind.StateChanged, channel, state));
        }

        /// <summary>The channel is gone; its id can be given out again.</summary>
        private void End(DataChannel channel)
        {
            ClearPending(channel);
            channel.ReleasePartial();
            if (channel.Id >= 0) _byId.Remove(channel.Id);
            _channels.Remove(channel);
            SetState(channel, DataChannelState.Closed);
        }
    }
}
