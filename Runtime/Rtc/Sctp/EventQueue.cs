namespace P2PNet.Rtc.Sctp
{
    /// <summary>Events that wait to be polled, and how many bytes of messages are among them: they count against the window until read.</summary>
    internal sealed class EventQueue
    {
        private SctpEvent[] _ring = new SctpEvent[16];
        private int _head;

        public int Count { get; private set; }

        /// <summary>Payload bytes of messages that nobody has polled yet.</summary>
        public long UnreadBytes { get; private set; }

        /// <summary>Messages that nobody has polled yet.</summary>
        public int UnreadMessages { get; private set; }

        public void Add(in SctpEvent e)
        {
            if (Count == _ring.Length) Grow();
            _ring[(_head + Count) & (_ring.Length - 1)] = e;
            Count++;
            if (e.Payload == null) return;
            UnreadBytes += e.Payload.Length;
            UnreadMessages++;
        }

        public bool TryTake(out SctpEvent e)
        {
            e = default;
            if (Count == 0) return false;
            e = _ring[_head];
            _ring[_head] = default;
            _head = (_head + 1) & (_ring.Length - 1);
            Count--;
            if (e.Payload == null) return true;
            UnreadBytes -= e.Payload.Length;
            UnreadMessages--;
            return true;
        }

        /// <summary>Returns the payloads of everything that was not polled.</summary>
        public void Clear()
        {
            while (TryTake(out SctpEvent e)) e.Payload?.Dispose();
        }

        private void Grow()
        {
            var grown = new SctpEvent[_ring.Length * 2];
            for (int i = 0; i < Count; i++) grown[i] = _ring[(_head + i) & (_ring.Length - 1)];
            _ring = grown;
            _head = 0;
        }
    }
}
