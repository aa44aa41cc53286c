using System;
using System.Threading;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The sending half of a <see cref="Session"/>: writes messages into pooled buffers and hands them to the loop. Thread: the game's.</summary>
    internal sealed class SessionSender
    {
        /// <summary>Bytes of a message with its header; what every link offers as its <c>a=max-message-size</c>.</summary>
        public const int MaxMessageSize = 262144;

        private readonly P2PClientOptions _options;
        private readonly SessionMailbox _mailbox;
        private readonly SessionCounters _counters;
        private readonly ISessionLoop _loop;
        private readonly BufferPool _buffers;
        private SessionTap? _tap;
        private ushort _sequence;

        public SessionSender(P2PClientOptions options, SessionMailbox mailbox, SessionCounters counters, ISessionLoop loop)
        {
            _options = options;
            _mailbox = mailbox;
            _counters = counters;
            _loop = loop;
            _buffers = loop.PeerConnections.Buffers;
        }

        /// <summary>Who hears what is sent; null for nobody.</summary>
        public SessionTap? Tap
        {
            get => Volatile.Read(ref _tap);
            set => Volatile.Write(ref _tap, value);
        }

        /// <summary>It hears no more, unless it is another one's turn already. Thread: any.</summary>
        public void EndTap(SessionTap tap) => Interlocked.CompareExchange(ref _tap, null, tap);

        public SendResult Send<T>(Peer peer, in T message, Delivery delivery, WhenNotConnected whenNotConnected)
        {
            if (!CanReach(peer, delivery, whenNotConnected)) return SendResult.NotConnected;
            PooledBuffer payload = Write(message, delivery);
            bool isReliable = GameChannels.IsReliable(delivery);
            if (isReliable && !HasRoom(peer, payload))
            {
                payload.Dispose();
                return SendResult.WouldBlock;
            }

            return TapAndEnqueue(peer, delivery, isReliable, payload, isFrame: false);
        }

        public SendResult Broadcast<T>(Peer[] peers, in T message, Delivery delivery, WhenNotConnected whenNotConnected)
        {
            int connected = 0, reachable = 0;
            foreach (Peer peer in peers)
            {
                if (peer.IsConnected) connected++;
                if (CanReach(peer, delivery, whenNotConnected)) reachable++;
            }

            if (reachable == 0) return SendResult.NotConnected;
            // Written once; every peer's loop end reads the same bytes.
            PooledBuffer payload = Write(message, delivery);
            bool isReliable = GameChannels.IsReliable(delivery);
            if (isReliable && !HaveRoom(peers, payload, delivery, whenNotConnected))
            {
                payload.Dispose();
                return SendResult.WouldBlock;
            }

            SessionTap? tap = Tap;
            foreach (Peer peer in peers)
            {
                if (!CanReach(peer, delivery, whenNotConnected)) continue;
                if (!peer.IsConnected && !HasRoom(peer, payload))
                {
                    _counters.OnDroppedWaiting();
                    continue;
                }

                tap?.AddReceiver(peer);
                Enqueue(peer, delivery, isReliable, payload.AddReference());
            }

            tap?.OnBroadcast(delivery, payload.Span);
            payload.Dispose();
            return connected > 0 ? SendResult.Sent : SendResult.Waiting;
        }

        /// <summary>Whether a request can be sent to the peer, or wait for its link.</summary>
        public bool CanReach(Peer peer) => CanReach(peer, Delivery.ReliableOrdered, _options.WhenNotConnected);

        /// <summary>Sends a frame of the library by a reliable delivery. Takes the payload.</summary>
        public SendResult SendFrame(Peer peer, Delivery delivery, PooledBuffer payload)
        {
            SendResult result = !CanReach(peer) ? SendResult.NotConnected : HasRoom(peer, payload) ? SendResult.Sent : SendResult.WouldBlock;
            if (result != SendResult.Sent)
            {
                payload.Dispose();
                return result;
            }

            result = TapAndEnqueue(peer, delivery, true, payload, isFrame: true);
            if (_options.AutoFlush && result is SendResult.Sent or SendResult.Waiting) _loop.Wake();
            return result;
        }

        /// <summary>Writes a request or a response.</summary>
        /// <exception cref="ArgumentException">It is larger than 256 KiB.</exception>
        public PooledBuffer WriteFrame<T>(LinkFrameKind kind, uint number, in T message)
        {
            PooledBuffer payload = _buffers.Rent(SizeHint<T>.Bytes);
            try
            {
                MessageDescriptor<T> descriptor = MessageType<T>.Descriptor;
                var writer = new MessagePackWriter(payload);
                LinkFrame.WriteKind(ref writer, kind);
                writer.WriteUInt32(number);
                writer.WriteUInt16(descriptor.Id);
                descriptor.Formatter.Write(ref writer, in message);
                writer.Flush();
            }
            catch
            {
                payload.Dispose();
                throw;
            }

            return CheckSize<T>(payload);
        }

        public PooledBuffer WriteRefusal(uint number, RequestRefusal refusal, string? words)
        {
            PooledBuffer payload = _buffers.Rent(64);
            var writer = new MessagePackWriter(payload);
            LinkFrame.WriteKind(ref writer, LinkFrameKind.Refusal);
            writer.WriteUInt32(number);
            writer.WriteByte((byte)refusal);
            if (words != null) writer.WriteString(LinkFrame.Printable(words, RequestRefusedException.MaxReasonLength));
            writer.Flush();
            return payload;
        }

        /// <summary>A link that stands, or one that a reliable message may wait for.</summary>
        private static bool CanReach(Peer peer, Delivery delivery, WhenNotConnected whenNotConnected) =>
            peer.IsConnected || (whenNotConnected == WhenNotConnected.Wait && GameChannels.IsReliable(delivery) && peer.MayConnect);

        /// <summary>
        /// Whether all have room to which links stand, and anybody has. One that only waits holds nobody back: its link may never come about.
        /// </summary>
        private bool HaveRoom(Peer[] peers, PooledBuffer payload, Delivery delivery, WhenNotConnected whenNotConnected)
        {
            bool anybodyHas = false;
            foreach (Peer peer in peers)
            {
                if (!CanReach(peer, delivery, whenNotConnected)) continue;
                bool hasRoom = HasRoom(peer, payload);
                if (peer.IsConnected && !hasRoom) return false;
                anybodyHas |= hasRoom;
            }

            return anybodyHas;
        }

        private bool HasRoom(Peer peer, PooledBuffer payload) =>
            peer.Traffic.HasRoom(payload.Length, _options.MaxQueuedReliable, _options.MaxQueuedReliableBytes);

        /// <summary>Takes the payload, and lets it be recorded once it is on its way.</summary>
        private SendResult TapAndEnqueue(Peer peer, Delivery delivery, bool isReliable, PooledBuffer payload, bool isFrame)
        {
            SessionTap? tap = Tap;
            if (tap == null) return Enqueue(peer, delivery, isReliable, payload);
            // On its way it is no longer this thread's to read, unless there are two owners.
            using PooledBuffer kept = payload.AddReference();
            SendResult result = Enqueue(peer, delivery, isReliable, payload);
            if (result == SendResult.WouldBlock) return result;
            if (isFrame) tap.OnFrame(peer, kept.Span, isSent: true);
            else tap.OnSent(peer, delivery, kept.Span);
            return result;
        }

        /// <summary>Takes the payload.</summary>
        private SendResult Enqueue(Peer peer, Delivery delivery, bool isReliable, PooledBuffer payload)
        {
            bool waits = !peer.IsConnected;
            var command = new SendCommand(peer.Link!, delivery, payload, waits);
            if (!isReliable)
            {
                _mailbox.SendUnreliable(command);
                _counters.OnSent();
                return SendResult.Sent;
            }

            int length = payload.Length;
            peer.Traffic.Queued(length);
            if (_mailbox.TrySendReliable(command))
            {
                _counters.OnSent();
                return waits ? SendResult.Waiting : SendResult.Sent;
            }

            peer.Traffic.Unqueued(length);
            payload.Dispose();
            return SendResult.WouldBlock;
        }

        private PooledBuffer Write<T>(in T message, Delivery delivery)
        {
            PooledBuffer payload = _buffers.Rent(SizeHint<T>.Bytes);
            try
            {
                if (delivery == Delivery.UnreliableSequenced) MessageSerializer.SerializeSequenced(payload, ++_sequence, message);
                else MessageSerializer.Serialize(payload, message);
            }
            catch
            {
                payload.Dispose();
                throw;
            }

            return CheckSize<T>(payload);
        }

        private static PooledBuffer CheckSize<T>(PooledBuffer payload)
        {
            if (payload.Length > SizeHint<T>.Bytes) SizeHint<T>.Bytes = Math.Min(payload.Length, MaxMessageSize);
            if (payload.Length <= MaxMessageSize) return payload;
            int length = payload.Length;
            payload.Dispose();
            throw new ArgumentException(
                "The message " + typeof(T).Name + " has " + length + " bytes; up to " + MaxMessageSize + " can be sent at once. Send it in parts.", "message");
        }

        /// <summary>The largest message of a type so far, so that buffers need not grow while they are written. Only a hint, so threads need not agree.</summary>
        private static class SizeHint<T>
        {
            public static int Bytes = 256;
        }
    }
}
