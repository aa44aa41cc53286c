using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// Protected records that came before their time: a Finished that overtook the flight which its keys come from, application data that overtook the
    /// Finished. A few wait, so that reordering costs no round trip; nobody has authenticated them, so there are strict limits.
    /// </summary>
    internal sealed class EarlyRecords
    {
        private readonly int _maxRecords;
        private readonly int _maxRecordLength;
        private readonly Queue<byte[]> _waiting = new Queue<byte[]>();

        public EarlyRecords(int maxRecords, int maxRecordLength)
        {
            _maxRecords = maxRecords;
            _maxRecordLength = maxRecordLength;
        }

        /// <summary>Keeps a copy of a whole record. False where it is too large or too many wait.</summary>
        public bool TryKeep(ReadOnlySpan<byte> record)
        {
            if (record.Length > _maxRecordLength || _waiting.Count >= _maxRecords) return false;
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
