using System;
using System.Collections.Generic;
using System.ComponentModel;

namespace P2PNet.Messages
{
    /// <summary>
    /// For formatters: the lists, dictionaries, arrays and objects that a pooled message came with. They are emptied when the message goes
    /// back, and only they: a list that a game put into a message of the pool is the game's. <see cref="IReusableMessageFormatter{T}.TryReset"/>
    /// asks for its parts in the same order each time, each once; that order is how they are known.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class MessageParts
    {
        /// <summary>Elements for which an emptied collection keeps its room. One large message does not hold memory for ever.</summary>
        public const int MaxRetainedCapacity = 1024;

        private object?[] _parts = Array.Empty<object?>();
        private int _next;
        private bool _isNew;

        /// <summary>The message's own list, empty; a new one where another lies in its place.</summary>
        /// <param name="current">What lies there.</param>
        /// <param name="fresh">What lies there in another new instance.</param>
        public List<TItem> Emptied<TItem>(List<TItem>? current, List<TItem> fresh)
        {
            List<TItem> own = Same(current, fresh) ?? Own(new List<TItem>());
            own.Clear();
            if (own.Capacity > MaxRetainedCapacity) own.Capacity = 0;
            return own;
        }

        /// <summary>The message's own set, empty; a new one where another lies in its place.</summary>
        /// <param name="current">What lies there.</param>
        /// <param name="fresh">What lies there in another new instance.</param>
        public HashSet<TItem> Emptied<TItem>(HashSet<TItem>? current, HashSet<TItem> fresh)
        {
            HashSet<TItem> own = Same(current, fresh) ?? Own(new HashSet<TItem>());
            own.Clear();
            if (own.EnsureCapacity(0) > MaxRetainedCapacity) own.TrimExcess();
            return own;
        }

        /// <summary>The message's own queue, empty; a new one where another lies in its place.</summary>
        /// <param name="current">What lies there.</param>
        /// <param name="fresh">What lies there in another new instance.</param>
        public Queue<TItem> Emptied<TItem>(Queue<TItem>? current, Queue<TItem> fresh)
        {
            Queue<TItem> own = Same(current, fresh) ?? Own(new Queue<TItem>());
            // A queue does not say how much room it has.
            bool isLarge = own.Count > MaxRetainedCapacity;
            own.Clear();
            if (isLarge) own.TrimExcess();
            return own;
        }

        /// <summary>The message's own dictionary, empty; a new one where another lies in its place.</summary>
        /// <param name="current">What lies there.</param>
        /// <param name="fresh">What lies there in another new instance.</param>
        public Dictionary<TKey, TValue> Emptied<TKey, TValue>(Dictionary<TKey, TValue>? current, Dictionary<TKey, TValue> fresh)
            where TKey : notnull
        {
            Dictionary<TKey, TValue> own = Same(current, fresh) ?? Own(new Dictionary<TKey, TValue>());
            own.Clear();
            if (own.EnsureCapacity(0) > MaxRetainedCapacity) own.TrimExcess();
            return own;
        }

        /// <summary>The message's own array with the elements that the constructor gave it; a copy of those where another lies in its place.</summary>
        /// <param name="current">What lies there.</param>
        /// <param name="fresh">What lies there in another new instance. Its elements hold nothing that can change.</param>
        public TItem[] Copied<TItem>(TItem[]? current, TItem[] fresh)
        {
            TItem[]? own = Same(current, fresh);
            // An empty array can't change, so all may have the same one.
            if (fresh.Length == 0) return Own(fresh);
            if (own is null || own.Length != fresh.Length) own = Own(new TItem[fresh.Length]);
            Array.Copy(fresh, own, fresh.Length);
            return own;
        }

        /// <summary>The object, where it is the message's own; null where another lies in its place. <see cref="Own"/> may follow.</summary>
        /// <param name="current">What lies there.</param>
        /// <param name="fresh">What lies there in another new instance. Where it is the same, no message has it for its own.</param>
        public TPart? Same<TPart>(TPart? current, TPart fresh)
            where TPart : class
        {
            if (_next == _parts.Length) Array.Resize(ref _parts, Math.Max(4, 2 * _next));
            ref object? part = ref _parts[_next++];
            // Nobody but the constructor has touched a new instance.
            if (_isNew) part = ReferenceEquals(current, fresh) ? null : current;
            return current is object && ReferenceEquals(part, current) ? current : null;
        }

        /// <summary>Makes an object the message's own, in the place that <see cref="Same"/> was asked for last.</summary>
        /// <param name="part">A new object.</param>
        public TPart Own<TPart>(TPart part)
            where TPart : class
        {
            _parts[_next - 1] = part;
            return part;
        }

        /// <summary>Begins a walk over the parts.</summary>
        /// <param name="isNew">Whether the instance was made just now, so that all it holds is its own.</param>
        internal void Begin(bool isNew)
        {
            _next = 0;
            _isNew = isNew;
        }
    }
}
