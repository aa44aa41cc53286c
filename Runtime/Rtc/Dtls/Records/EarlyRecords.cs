using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// Protected handshake records that overtook the flight which their keys come from: the peer's Finished, mostly. Few and small ones wait,
    /// so that reordering costs no round trip; nobody has authenticated them, so there are strict limits.
    /// </summary>
    internal sealed class EarlyRecords
    {
        private const int MaxRecords = 4;
        private const int MaxRecordLength = 256; // a protected Finished has 61
        private readonly Queue<byte[]> _waiting = new Queue<byte[]>();

        /// <summary>Keeps a copy of a whole record. False where it is too large or too many wait.</summary>
        public bool TryKeep(ReadOnlySpan<byte> record)
        {
            if (record.Length > MaxRecordLength || _waiting.Count >= MaxRecords) return false;
            _waiting.Enqueue(record.ToArray());
            return true;
        }

        public bool TryTake(out byte[]? record)
        {
            record = _waiting.Count > 0 ? _waiting.Dequeue() : null;
            return record != null;
        }

        public void Clear() => _waiting.Clear();
    }
}
