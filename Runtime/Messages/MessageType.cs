using System.Threading;

namespace P2PNet.Messages
{
    /// <summary>
    /// The descriptor of a message by its type, without a look-up: one static field a type, filled by
    /// <see cref="MessageRegistry.Add{T}"/>. It has no static constructor, so nothing runs behind a stripped one.
    /// </summary>
    internal static class MessageType<T>
    {
        private static MessageDescriptor<T>? _descriptor;

        /// <summary>The descriptor.</summary>
        /// <exception cref="System.InvalidOperationException">The type is no message, or its assembly was not registered.</exception>
        public static MessageDescriptor<T> Descriptor => _descriptor ?? MessageRegistry.Find<T>();

        public static MessageDescriptor<T>? Known => Volatile.Read(ref _descriptor);

        /// <summary>Keeps the descriptor unless there is one already; gives the one that is kept.</summary>
        public static MessageDescriptor<T> Keep(MessageDescriptor<T> descriptor) =>
            Interlocked.CompareExchange(ref _descriptor, descriptor, null) ?? descriptor;
    }
}
