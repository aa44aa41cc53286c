using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// A message on loan from <see cref="MessagePool{T}"/>. Whoever holds the lease ends it exactly once: by <see cref="Dispose"/>, by a call
    /// that says that it gives the message back, such as sending the lease, or by <see cref="Detach"/>. A lease may be copied; when one of the
    /// copies has ended, or was handed over, all of them have, and each further use throws. What the message holds, its lists and
    /// objects, ends with the lease too.
    /// </summary>
    /// <remarks>
    /// The message is for one thread at a time. Of threads that end a lease at once, one succeeds and the others' calls throw. A lease that nobody ends is
    /// no more than a message for the garbage collector; <see cref="MessagePools.TrackLeaks"/> finds it.
    /// </remarks>
    /// <typeparam name="T">The message's type, a class.</typeparam>
    public readonly struct MessageLease<T> : IDisposable
    {
        private readonly PooledMessage<T>? _loan;
        private readonly long _version;

        internal MessageLease(PooledMessage<T> loan)
        {
            _loan = loan;
            _version = loan.Version;
        }

        /// <summary>The message.</summary>
        /// <exception cref="ObjectDisposedException">The lease has ended or was handed over, or is <c>default</c>.</exception>
        public T Message => IsValid ? _loan!.Message : throw Misuse("used after");

        /// <summary>Whether the message is still this lease's.</summary>
        public bool IsValid => _loan is object && _loan.Version == _version;

        /// <summary>Gives the message back.</summary>
        /// <exception cref="ObjectDisposedException">The lease has ended or was handed over before, or is <c>default</c>.</exception>
        public void Dispose()
        {
            if (!TryEnd()) throw Misuse("ended after");
            _loan!.Return();
        }

        /// <summary>Takes the message out of the pool for good: from now on it is the caller's, as one that it made by <c>new</c>.</summary>
        /// <exception cref="ObjectDisposedException">The lease has ended or was handed over before, or is <c>default</c>.</exception>
        public T Detach()
        {
            if (!TryEnd()) throw Misuse("detached after");
            return _loan!.Release();
        }

        /// <summary>
        /// Passes the message on: gives a lease for whoever is to have it from now on, and this one and all its copies have ended.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The lease has ended or was handed over before, or is <c>default</c>.</exception>
        public MessageLease<T> HandOver()
        {
            if (!TryEnd()) throw Misuse("handed over after");
            return _loan!.Continue();
        }

        /// <summary>Gives the message back unless that, or something else, has happened to it already.</summary>
        internal void DisposeIfValid()
        {
            if (TryEnd()) _loan!.Return();
        }

        private bool TryEnd() => _loan is object && _loan.TryEnd(_version);

        private ObjectDisposedException Misuse(string deed) => _loan is null
            ? new ObjectDisposedException(nameof(MessageLease<T>), $"A lease without a message was used: a default value and not what {nameof(MessagePool<string>.Rent)} gave.")
            : new ObjectDisposedException(nameof(MessageLease<T>), $"The lease of a {typeof(T)} was {deed} it had ended or was handed over. {_loan.DescribeRent(_version)}");
    }
}
