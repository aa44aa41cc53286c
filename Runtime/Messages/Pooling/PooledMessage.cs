using System;
using System.Threading;

namespace P2PNet.Messages
{
    /// <summary>
    /// An instance with what its pool knows of it. Its version goes up whenever a lease ends, so a lease with an older one has ended; that is
    /// checked in every build.
    /// </summary>
    internal sealed class PooledMessage<T>
    {
        private readonly MessageStore<T> _store;
        private readonly MessageParts? _parts;
        private long _version;
        private LeaseTag? _tag;
        private bool _wasLeased;

        // What the instance looked like when it went back; 0 where nobody looked.
        private ulong _fingerprint;

        /// <summary>A new instance that will be used again and again.</summary>
        public PooledMessage(MessageStore<T> store, IReusableMessageFormatter<T> formatter)
        {
            _store = store;
            Message = formatter.Create();
            _parts = new MessageParts();
            _parts.Begin(isNew: true);
            // One that can't be reset is lent as it is, and lent once.
            formatter.TryReset(Message, _parts);
            IsNew = true;
        }

        /// <summary>An instance that is not the pool's.</summary>
        public PooledMessage(MessageStore<T> store, T message)
        {
            _store = store;
            Message = message;
        }

        // A field, for handlers take it by reference.
        public readonly T Message;

        public bool IsPooled => _parts != null;

        /// <summary>Whether it was made just now: nothing needs to be reset.</summary>
        public bool IsNew { get; private set; }

        /// <summary>Bytes on the wire of what it holds or held.</summary>
        public int Size { get; private set; }

        /// <summary>Whether it waits in the pool and counts there.</summary>
        public bool IsRetained { get; set; }

        public long Version => Volatile.Read(ref _version);

        /// <summary>Ends the lease with this version. True for one caller only.</summary>
        public bool TryEnd(long version) => Interlocked.CompareExchange(ref _version, version + 1, version) == version;

        public void Return() => _store.Return(this);

        public T Release()
        {
            _store.Release(this);
            return Message;
        }

        /// <summary>The next lease of the same message; who rented it stays known.</summary>
        public MessageLease<T> Continue()
        {
            _tag?.OnContinued(Version);
            return new MessageLease<T>(this);
        }

        public bool TryReset(IReusableMessageFormatter<T> formatter)
        {
            if (IsNew) return true;
            _parts!.Begin(isNew: false);
            return formatter.TryReset(Message, _parts);
        }

        /// <summary>It is about to hold a message that arrived, for handlers that look at it.</summary>
        public void OnBorrowed(int size)
        {
            IsNew = false;
            Size = size;
            _wasLeased = false;
        }

        public void OnRented(in RentPlace place)
        {
            IsNew = false;
            _wasLeased = true;
            if (!MessagePools.TrackLeaks) return;
            _tag ??= new LeaseTag(typeof(T));
            _tag.OnRented(Version, place);
        }

        public void OnEnded() => _tag?.OnEnded();

        public void OnGivenBack(IMessageFormatter<T> formatter)
        {
            _fingerprint = MessagePools.TrackLeaks ? MessageFingerprint.Of(formatter, Message) : 0;
        }

        public void OnTaken(IMessageFormatter<T> formatter)
        {
            ulong before = _fingerprint;
            _fingerprint = 0;
            if (before != 0 && MessageFingerprint.Of(formatter, Message) != before) throw new InvalidOperationException(
                $"A {typeof(T)} was changed after it had gone back to its pool, by somebody who kept it. " +
                (_wasLeased ? DescribeRent(Version - 1) : "Handlers that take it by in had it, which must not keep it.") + " It is used no more.");
        }

        /// <summary>A sentence about the lease with this version.</summary>
        public string DescribeRent(long version) => _tag is null
            ? "MessagePools.TrackLeaks = true tells where it was rented."
            : _tag.Describe(version);
    }
}
