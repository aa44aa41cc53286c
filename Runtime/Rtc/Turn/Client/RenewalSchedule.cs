using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Turn
{
    /// <summary>When what one allocation was granted is to be asked for, in the order in which it was wanted.</summary>
    internal sealed class RenewalSchedule<T>
        where T : class, IRenewable
    {
        private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

        private readonly List<T> _items = new List<T>();

        /// <summary>When the next one is due.</summary>
        public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

        public int Count => _items.Count;

        public T this[int index] => _items[index];

        public void Add(T item)
        {
            _items.Add(item);
            NextTimeout = Timestamp.Min(NextTimeout, item.DueAt);
        }

        public void Remove(T item)
        {
            _items.Remove(item);
            FindNext();
        }

        public void Clear()
        {
            _items.Clear();
            NextTimeout = Timestamp.Never;
        }

        public void Set(T item, Timestamp dueAt)
        {
            item.DueAt = dueAt;
            FindNext();
        }

        /// <summary>It was not answered, or is not granted now.</summary>
        public void Postpone(Timestamp now, T item) => Set(item, now + RetryInterval);

        /// <summary>The first that is due; it is no more, until it is set again.</summary>
        public bool TryTakeDue(Timestamp now, out T due)
        {
            foreach (T item in _items)
            {
                if (item.DueAt > now) continue;
                Set(item, Timestamp.Never);
                due = item;
                return true;
            }

            due = null!;
            return false;
        }

        private void FindNext()
        {
            Timestamp next = Timestamp.Never;
            foreach (T item in _items) next = Timestamp.Min(next, item.DueAt);
            NextTimeout = next;
        }
    }
}
