using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>Which TSNs arrived: the cumulative one, the ranges above it, and those that came again (RFC 9260 §6.2, §6.7).</summary>
    internal sealed class TsnTracker
    {
        /// <summary>How far ahead of the cumulative TSN a chunk may lie. The gap ack blocks' 16 bits would reach further; memory should not.</summary>
        public const int MaxAhead = 16384;

        // Four times what a SACK of ordinary size can report: beyond it the path is unusable anyway.
        private const int MaxRanges = 1024;
        private const int MaxDuplicates = 16;

        private readonly Tsn[] _duplicates = new Tsn[MaxDuplicates];
        private TsnRange[] _ranges = new TsnRange[16];
        private int _rangeCount;
        private int _duplicateCount;

        /// <summary>Everything up to it arrived or was given up by the peer.</summary>
        public Tsn Cumulative { get; private set; }

        /// <summary>The highest TSN that arrived.</summary>
        public Tsn Highest => _rangeCount == 0 ? Cumulative : _ranges[_rangeCount - 1].Last;

        public bool HasGaps => _rangeCount > 0;

        public ReadOnlySpan<TsnRange> Ranges => new ReadOnlySpan<TsnRange>(_ranges, 0, _rangeCount);

        public ReadOnlySpan<Tsn> Duplicates => new ReadOnlySpan<Tsn>(_duplicates, 0, _duplicateCount);

        public void Start(Tsn peerInitialTsn)
        {
            Cumulative = peerInitialTsn.Previous;
            _rangeCount = 0;
            _duplicateCount = 0;
        }

        public bool Contains(Tsn tsn)
        {
            if (tsn <= Cumulative) return true;
            int index = FindRangeEndingAtOrAfter(tsn);
            return index < _rangeCount && _ranges[index].First <= tsn;
        }

        /// <summary>Whether one more TSN, which is not contained, can be noted.</summary>
        public bool CanAdd(Tsn tsn) => tsn - Cumulative <= MaxAhead && (_rangeCount < MaxRanges || tsn == Cumulative.Next || Touches(tsn));

        public void Add(Tsn tsn)
        {
            if (tsn == Cumulative.Next)
            {
                Cumulative = tsn;
                SwallowRanges();
                return;
            }

            int index = FindRangeEndingAtOrAfter(tsn.Previous);
            bool joinsLeft = index < _rangeCount && _ranges[index].Last == tsn.Previous;
            int right = joinsLeft ? index + 1 : index;
            bool joinsRight = right < _rangeCount && _ranges[right].First == tsn.Next;
            if (joinsLeft && joinsRight)
            {
                _ranges[index] = new TsnRange(_ranges[index].First, _ranges[right].Last);
                RemoveRange(right);
            }
            else if (joinsLeft)
            {
                _ranges[index] = new TsnRange(_ranges[index].First, tsn);
            }
            else if (joinsRight)
            {
                _ranges[right] = new TsnRange(tsn, _ranges[right].Last);
            }
            else
            {
                InsertRange(index, new TsnRange(tsn, tsn));
            }
        }

        public void AddDuplicate(Tsn tsn)
        {
            if (_duplicateCount < MaxDuplicates) _duplicates[_duplicateCount++] = tsn;
        }

        public void ClearDuplicates() => _duplicateCount = 0;

        /// <summary>The peer gave up what is missing up to here (RFC 3758 §3.6).</summary>
        public void ForwardTo(Tsn tsn)
        {
            Cumulative = tsn;
            int gone = 0;
            while (gone < _rangeCount && _ranges[gone].Last <= tsn) gone++;
            if (gone > 0)
            {
                _rangeCount -= gone;
                Array.Copy(_ranges, gone, _ranges, 0, _rangeCount);
            }

            SwallowRanges();
        }

        private void SwallowRanges()
        {
            if (_rangeCount == 0 || _ranges[0].First > Cumulative.Next) return;
            Cumulative = _ranges[0].Last;
            RemoveRange(0);
        }

        private bool Touches(Tsn tsn)
        {
            int index = FindRangeEndingAtOrAfter(tsn.Previous);
            return index < _rangeCount && (_ranges[index].Last == tsn.Previous || _ranges[index].First == tsn.Next);
        }

        private int FindRangeEndingAtOrAfter(Tsn tsn)
        {
            int low = 0;
            int high = _rangeCount;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_ranges[middle].Last < tsn) low = middle + 1;
                else high = middle;
            }

            return low;
        }

        private void InsertRange(int index, TsnRange range)
        {
            if (_rangeCount == _ranges.Length) Array.Resize(ref _ranges, _ranges.Length * 2);
            Array.Copy(_ranges, index, _ranges, index + 1, _rangeCount - index);
            _ranges[index] = range;
            _rangeCount++;
        }

        private void RemoveRange(int index)
        {
            _rangeCount--;
            Array.Copy(_ranges, index + 1, _ranges, index, _rangeCount - index);
        }
    }
}
