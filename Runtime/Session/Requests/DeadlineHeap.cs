using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Requests by their deadlines, the earliest on top: a binary heap in which each knows its place, so that any can be taken out.</summary>
    internal sealed class DeadlineHeap
    {
        private readonly List<PendingRequest> _items = new List<PendingRequest>();

        public int Count => _items.Count;

        /// <summary>The earliest; there must be one.</summary>
        public PendingRequest Top => _items[0];

        public Timestamp NextDeadline => _items.Count == 0 ? Timestamp.Never : _items[0].Deadline;

        public void Add(PendingRequest request)
        {
            _items.Add(request);
            Rise(request, _items.Count - 1);
        }

        public void Remove(PendingRequest request)
        {
            int index = request.HeapIndex;
            PendingRequest last = _items[_items.Count - 1];
            _items.RemoveAt(_items.Count - 1);
            if (last == request) return;
            // The last takes the free place, and goes from there where it belongs.
            Rise(last, index);
            Sink(last, last.HeapIndex);
        }

        private void Rise(PendingRequest request, int index)
        {
            while (index > 0)
            {
                int parent = (index - 1) / 2;
                if (_items[parent].Deadline <= request.Deadline) break;
                Put(_items[parent], index);
                index = parent;
            }

            Put(request, index);
        }

        private void Sink(PendingRequest request, int index)
        {
            while (true)
            {
                int child = (2 * index) + 1;
                if (child >= _items.Count) break;
                if (child + 1 < _items.Count && _items[child + 1].Deadline < _items[child].Deadline) child++;
                if (request.Deadline <= _items[child].Deadline) break;
                Put(_items[child], index);
                index = child;
            }

            Put(request, index);
        }

        private void Put(PendingRequest request, int index)
        {
            _items[index] = request;
            request.HeapIndex = index;
        }
    }
}
