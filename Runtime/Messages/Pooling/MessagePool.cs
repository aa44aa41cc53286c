using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace P2PNet.Messages
{
    /// <summary>
    /// Lends messages of one type, for sending without garbage; those that a session reads for its handlers come from the same pool. Safe from
    /// any thread. It keeps up to <see cref="MaxRetained"/> messages that came back, no more than <see cref="MaxRetainedBytes"/> on the wire together, and
    /// in none of their collections room for more than <see cref="MessageParts.MaxRetainedCapacity"/> elements that a game put there.
    /// </summary>
    /// <typeparam name="T">A message. It is pooled where <see cref="IsPooled"/> says so.</typeparam>
    public static class MessagePool<T>
        where T : class
    {
        /// <summary>Messages that the pool keeps at most.</summary>
        public const int MaxRetained = MessageStoreLimits.MaxMessages;

        /// <summary>Bytes that the messages in the pool had on the wire, together and at most. A larger one is left to the garbage collector.</summary>
        public const int MaxRetainedBytes = MessageStoreLimits.MaxBytes;

        /// <summary>
        /// Whether instances are used again: the type's members can all be set after construction, generated code knows all of its state, and it was not
        /// declared with <c>[Message(Pooled = false)]</c>. Otherwise each message that arrives is a new instance.
        /// </summary>
        /// <exception cref="System.InvalidOperationException">The type is no message.</exception>
        public static bool IsPooled => Store.IsPooled;

        /// <summary>Leases that have not ended.</summary>
        /// <exception cref="System.InvalidOperationException">The type is no message.</exception>
        public static int Outstanding => Store.Outstanding;

        private static MessageStore<T> Store => MessageType<T>.Descriptor.Store;

        /// <summary>
        /// Lends a message that is as its constructor makes it, but for collections, which may have room already. What is put into it stays the caller's: the
        /// message only lets go of it when it goes back. What it comes with is the message's, and is emptied then.
        /// </summary>
        /// <param name="member">Filled in by the compiler: who rents, for <see cref="MessagePools.TrackLeaks"/>.</param>
        /// <param name="file">Filled in by the compiler.</param>
        /// <param name="line">Filled in by the compiler.</param>
        /// <exception cref="System.InvalidOperationException">
        /// The type is no message, or is not pooled. Or leases are tracked, and somebody has changed a message after it had gone back.
        /// </exception>
        public static MessageLease<T> Rent([CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
            Store.Rent(new RentPlace(member, file, line));

        /// <summary>
        /// A line for each place that rented messages of this type which have not come back. Empty unless <see cref="MessagePools.TrackLeaks"/>
        /// was on when they were rented.
        /// </summary>
        public static IReadOnlyList<string> DescribeLeaks() => LeaseLedger.Describe(typeof(T));
    }
}
