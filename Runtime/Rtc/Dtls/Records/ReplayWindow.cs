namespace P2PNet.Rtc.Dtls
{
    /// <summary>Remembers the last 64 sequence numbers, so that no record counts twice (RFC 6347 §4.1.2.6).</summary>
    internal struct ReplayWindow
    {
        private const int Size = 64;
        private ulong _next; // one after the highest seen
        private ulong _seen; // bit n: _next - 1 - n was seen

        /// <summary>Whether the number may still come. Asked before the record is authenticated; changes nothing.</summary>
        public readonly bool IsNew(ulong sequence)
        {
            if (sequence >= _next) return true;
            ulong age = _next - 1 - sequence;
            return age < Size && (_seen & (1UL << (int)age)) == 0;
        }

        /// <summary>Marks the number. Only for a record that authenticated, or a forger could move the window.</summary>
        public void Add(ulong sequence)
        {
            if (sequence < _next)
            {
                ulong age = _next - 1 - sequence;
                if (age < Size) _seen |= 1UL << (int)age;
                return;
            }

            ulong shift = sequence + 1 - _next;
            _seen = (shift >= Size ? 0 : _seen << (int)shift) | 1;
            _next = sequence + 1;
        }
    }
}
