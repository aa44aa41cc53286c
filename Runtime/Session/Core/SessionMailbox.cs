using System;
using System.Threading;
using System.Threading.Channels;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Where the game's thread and the loop's thread meet. Both ways there is one queue for what must not be lost, whose writer is told
    /// when it is full, and one for what may be, which drops the oldest and counts it. Whoever takes something out owns its payload.
    /// </summary>
    /// <remarks>
    /// How much waits is bounded by each link's <see cref="LinkTraffic"/> before it is bounded here: the capacity of the lossless queues is what
    /// the largest session can reach by its links' limits, and memory is taken only as they fill.
    /// </remarks>
    internal sealed class SessionMailbox
    {
        /// <summary>Events other than messages that may wait to be polled; more comes only of a server or players that flood.</summary>
        private const int MaxUnpolledEvents = 1 << 16;

        private readonly Channel<SendCommand> _reliableSends;
        private readonly Channel<SendCommand> _unreliableSends;
        private readonly Channel<SessionEvent> _events;
        private readonly Channel<SessionEvent> _unreliableMessages;
        private readonly SessionCounters _counters;
        private readonly int _maxUnpolledBytes;
        private long _unreliableBytes;
        private int _leaveRequested;
        private int _overflowed;
        private int _closed;
        private int _eventsClosed;

        public SessionMailbox(P2PClientOptions options, SessionCounters counters)
        {
            _counters = counters;
            _maxUnpolledBytes = options.MaxUnpolledBytes;
            _reliableSends = Channel.CreateBounded<SendCommand>(Lossless(ProtocolLimits.MaxPlayers * options.MaxQueuedReliable));
            _events = Channel.CreateBounded<SessionEvent>(Lossless((ProtocolLimits.MaxPlayers * options.MaxUnpolledReliable) + MaxUnpolledEvents));
            _unreliableSends = Channel.CreateBounded<SendCommand>(Lossy(options.MaxQueuedUnreliable), DropSend);
            _unreliableMessages = Channel.CreateBounded<SessionEvent>(Lossy(options.MaxQueuedUnreliable), DropMessage);
        }

        /// <summary>Whether the game wants to leave.</summary>
        public bool IsLeaveRequested => Volatile.Read(ref _leaveRequested) != 0;

        /// <summary>Whether an event found no room: the game has not polled for so long that it no longer knows the session.</summary>
        public bool IsOverflowed => Volatile.Read(ref _overflowed) != 0;

        /// <summary>Whether nobody polls any more.</summary>
        public bool AreEventsClosed => Volatile.Read(ref _eventsClosed) != 0;

        /// <summary>Events that wait to be polled, without unreliable messages.</summary>
        public int EventCount => _events.Reader.Count;

        /// <summary>Unreliable messages that wait to be polled.</summary>
        public int UnreliableMessageCount => _unreliableMessages.Reader.Count;

        /// <summary>Called once, by whoever leaves first, on its thread. Set before anybody else has the session.</summary>
        public Action? LeaveRequested { private get; set; }

        // The game's thread.

        /// <summary>False: full, and the payload stays the caller's.</summary>
        public bool TrySendReliable(in SendCommand command) => _reliableSends.Writer.TryWrite(command);

        public void SendUnreliable(in SendCommand command)
        {
            // Fails only when the session is over.
            if (!_unreliableSends.Writer.TryWrite(command)) DropSend(command);
        }

        public bool TryTakeEvent(out SessionEvent e) => _events.Reader.TryRead(out e);

        public bool TryTakeUnreliableMessage(out SessionEvent e)
        {
            if (!_unreliableMessages.Reader.TryRead(out e)) return false;
            Interlocked.Add(ref _unreliableBytes, -((PooledBuffer)e.Detail!).Length);
            return true;
        }

        /// <summary>True the first time.</summary>
        public bool RequestLeave()
        {
            if (Interlocked.Exchange(ref _leaveRequested, 1) != 0) return false;
            LeaveRequested?.Invoke();
            return true;
        }

        // The loop's thread.

        public int ReliableSendCount => _reliableSends.Reader.Count;

        public int UnreliableSendCount => _unreliableSends.Reader.Count;

        public bool TryTakeReliableSend(out SendCommand command) => _reliableSends.Reader.TryRead(out command);

        public bool TryTakeUnreliableSend(out SendCommand command) => _unreliableSends.Reader.TryRead(out command);

        /// <summary>Posts a message. False: the game has not polled for very long, or is gone; the payload stays the caller's.</summary>
        public bool TryPost(in SessionEvent e) => _events.Writer.TryWrite(e);

        /// <summary>Posts something other than a message, of which none may be missing: without room the session is over.</summary>
        public void Post(in SessionEvent e)
        {
            if (!_events.Writer.TryWrite(e)) Volatile.Write(ref _overflowed, 1);
        }

        public void PostUnreliable(in SessionEvent e)
        {
            int length = ((PooledBuffer)e.Detail!).Length;
            // Old messages make room in bytes too: what a peer may send is up to a quarter of a mebibyte each.
            while (Interlocked.Read(ref _unreliableBytes) + length > _maxUnpolledBytes && TryTakeUnreliableMessage(out SessionEvent oldest))
            {
                ((PooledBuffer)oldest.Detail!).Dispose();
                _counters.OnDroppedIncoming();
            }

            Interlocked.Add(ref _unreliableBytes, length);
            if (!_unreliableMessages.Writer.TryWrite(e)) DropMessage(e);
        }

        /// <summary>The session is over: nothing goes in any more. What is on its way to the network is dropped.</summary>
        public void CloseSends()
        {
            if (Interlocked.Exchange(ref _closed, 1) != 0) return;
            _reliableSends.Writer.TryComplete();
            _unreliableSends.Writer.TryComplete();
            while (TryTakeReliableSend(out SendCommand command))
            {
                if (command.Waits) _counters.OnDroppedWaiting();
                command.Link.Peer.Traffic.Unqueued(command.Payload.Length);
                command.Payload.Dispose();
            }

            while (TryTakeUnreliableSend(out SendCommand command)) command.Payload.Dispose();
        }

        /// <summary>Nobody will poll any more: what waits to be polled is dropped, and so is what still comes. Thread: any.</summary>
        public void CloseEvents()
        {
            // Before it shows: who is refused finds the reason here.
            Volatile.Write(ref _eventsClosed, 1);
            _events.Writer.TryComplete();
            _unreliableMessages.Writer.TryComplete();
            while (TryTakeEvent(out SessionEvent e)) (e.Detail as IDisposable)?.Dispose();
            while (TryTakeUnreliableMessage(out SessionEvent e)) ((PooledBuffer)e.Detail!).Dispose();
        }

        private static BoundedChannelOptions Lossless(int capacity) => new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait };

        private static BoundedChannelOptions Lossy(int capacity) => new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest };

        private void DropSend(SendCommand command)
        {
            command.Payload.Dispose();
            _counters.OnDroppedOutgoing();
        }

        private void DropMessage(SessionEvent e)
        {
            var payload = (PooledBuffer)e.Detail!;
            Interlocked.Add(ref _unreliableBytes, -payload.Length);
            payload.Dispose();
            _counters.OnDroppedIncoming();
        }
    }
}
