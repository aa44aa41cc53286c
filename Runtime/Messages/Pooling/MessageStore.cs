using System;
using System.Threading;
using Microsoft.Extensions.ObjectPool;

namespace P2PNet.Messages
{
    /// <summary>The instances of one type of message that are in use or wait to be used again. Safe from any thread.</summary>
    internal sealed class MessageStore<T>
    {
        private readonly IMessageFormatter<T> _formatter;
        private readonly IReusableMessageFormatter<T>? _reusable;
        private readonly ObjectPool<PooledMessage<T>>? _pool;
        private int _outstanding;

        // What waits, counted here too, for the pool bounds only its number.
        private int _retained;
        private int _retainedBytes;

        public MessageStore(IMessageFormatter<T> formatter)
        {
            _formatter = formatter;
            _reusable = formatter as IReusableMessageFormatter<T>;
            if (_reusable != null) _pool = new DefaultObjectPool<PooledMessage<T>>(new Policy(this), MessageStoreLimits.MaxMessages);
        }

        public bool IsPooled => _reusable != null;

        public int Outstanding => Volatile.Read(ref _outstanding);

        /// <summary>Lends a message that is as new.</summary>
        public MessageLease<T> Rent(in RentPlace place)
        {
            if (_reusable is null) throw NotPooled();
            PooledMessage<T> loan = Take();
            if (!loan.TryReset(_reusable)) loan = NewLoan();
            return Lease(loan, place);
        }

        /// <summary>
        /// Reads a message into an instance of the pool, which is the caller's to <see cref="GiveBack"/> or to <see cref="Lease"/>. Null where the bytes are
        /// not such a message, or are more than it. Only where <see cref="IsPooled"/>.
        /// </summary>
        public PooledMessage<T>? Read(ReadOnlySpan<byte> body)
        {
            PooledMessage<T> loan = Take();
            loan.OnBorrowed(body.Length);
            var reader = new MessagePackReader(body);
            try
            {
                _reusable!.Read(ref reader, loan.Message);
                if (reader.Remaining == 0) return loan;
            }
            catch (MessagePackException)
            {
                // What was read so far is forgotten below.
            }

            ResetAndGiveBack(loan);
            return null;
        }

        /// <summary>Makes a lease of a message that was read. A game may put into it what is the game's own.</summary>
        public MessageLease<T> Lease(PooledMessage<T> loan, in RentPlace place)
        {
            Interlocked.Increment(ref _outstanding);
            loan.OnRented(place);
            return new MessageLease<T>(loan);
        }

        /// <summary>A lease of a message that others may keep: it ends as every lease does, and the message is not used again.</summary>
        public MessageLease<T> LeaseUnpooled(T message, in RentPlace place) => Lease(new PooledMessage<T>(this, message), place);

        /// <summary>The end of a lease; the message goes back as new.</summary>
        public void Return(PooledMessage<T> loan)
        {
            Interlocked.Decrement(ref _outstanding);
            loan.OnEnded();
            if (loan.IsPooled) ResetAndGiveBack(loan);
        }

        /// <summary>The end of a lease; the message is the game's.</summary>
        public void Release(PooledMessage<T> loan)
        {
            Interlocked.Decrement(ref _outstanding);
            loan.OnEnded();
        }

        /// <summary>Takes back a message that was only read by others; what it holds is read over next time.</summary>
        public void GiveBack(PooledMessage<T> loan)
        {
            if (loan.Message is IResettable resettable && !resettable.TryReset()) return;
            // Whoever looks at a message that went back is to see that it did.
            if (MessagePools.TrackLeaks) loan.TryReset(_reusable!);
            loan.OnGivenBack(_formatter);
            _pool!.Return(loan);
        }

        private void ResetAndGiveBack(PooledMessage<T> loan)
        {
            if (loan.TryReset(_reusable!)) GiveBack(loan);
        }

        private PooledMessage<T> Take()
        {
            PooledMessage<T> loan = _pool!.Get();
            if (loan.IsRetained)
            {
                loan.IsRetained = false;
                Interlocked.Decrement(ref _retained);
                Interlocked.Add(ref _retainedBytes, -loan.Size);
            }

            loan.OnTaken(_formatter);
            return loan;
        }

        private PooledMessage<T> NewLoan() => new PooledMessage<T>(this, _reusable!);

        private bool TryRetain(PooledMessage<T> loan)
        {
            if (Interlocked.Increment(ref _retained) > MessageStoreLimits.MaxMessages)
            {
                Interlocked.Decrement(ref _retained);
                return false;
            }

            if (Interlocked.Add(ref _retainedBytes, loan.Size) > MessageStoreLimits.MaxBytes)
            {
                Interlocked.Add(ref _retainedBytes, -loan.Size);
                Interlocked.Decrement(ref _retained);
                return false;
            }

            return loan.IsRetained = true;
        }

        private static InvalidOperationException NotPooled() => new InvalidOperationException(
            $"{typeof(T)} is not pooled: it has members that can't be set after construction or state that generated code does not know, or it says Pooled = false. Make an " +
            "instance by new and send that; Documentation~/messages.md tells which types are pooled.");

        private sealed class Policy : PooledObjectPolicy<PooledMessage<T>>
        {
            private readonly MessageStore<T> _owner;

            public Policy(MessageStore<T> owner) => _owner = owner;

            public override PooledMessage<T> Create() => _owner.NewLoan();

            public override bool Return(PooledMessage<T> obj) => _owner.TryRetain(obj);
        }
    }
}
