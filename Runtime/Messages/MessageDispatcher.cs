using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Finds the handlers of a message by its id and calls them with the message, typed. Dispatching a struct message allocates nothing
    /// and boxes nothing. For one thread at a time; handlers may be added and removed while one runs, which counts from the next message.
    /// </summary>
    /// <typeparam name="TSender">What stands for the sender.</typeparam>
    public sealed class MessageDispatcher<TSender>
    {
        private readonly MessageIdTable<MessageRoute<TSender>> _routes = new MessageIdTable<MessageRoute<TSender>>();

        /// <summary>
        /// Adds a handler that borrows the message: of a class it keeps nothing, for the message is used again when all handlers have returned (see
        /// <see cref="MessagePool{T}"/>). Several handlers of one type run in the order in which they were added.
        /// </summary>
        /// <param name="handler">What is called; an exception it throws comes out of <see cref="Dispatch"/>.</param>
        /// <exception cref="InvalidOperationException">The type is no message, or another type with the same id has a handler.</exception>
        public void On<T>(MessageHandler<TSender, T> handler) => RouteOf<T>().Add(handler ?? throw new ArgumentNullException(nameof(handler)));

        /// <summary>
        /// Adds a handler that gets the message for good: as long as there is one, messages of the type are new instances, which it may keep. All
        /// handlers of the type get the same instance.
        /// </summary>
        /// <param name="handler">What is called; an exception it throws comes out of <see cref="Dispatch"/>.</param>
        /// <exception cref="InvalidOperationException">The type is no message, or another type with the same id has a handler.</exception>
        public void On<T>(Action<TSender, T> handler) => RouteOf<T>().Add(handler ?? throw new ArgumentNullException(nameof(handler)));

        /// <summary>
        /// Sets the handler that takes messages of a type out of the pool, each with its lease, and gives it back when it likes. There is one of them for a
        /// type; it runs behind the others, and not when one of them throws.
        /// </summary>
        /// <param name="handler">What is called; an exception it throws comes out of <see cref="Dispatch"/>.</param>
        /// <exception cref="InvalidOperationException">
        /// The type has such a handler, or is no message, or another type with the same id has a handler.
        /// </exception>
        public void OnLease<T>(MessageLeaseHandler<TSender, T> handler)
            where T : class => RouteOf<T>().Add(handler ?? throw new ArgumentNullException(nameof(handler)));

        /// <summary>Takes a handler back.</summary>
        /// <param name="handler">One that <see cref="On{T}(MessageHandler{TSender, T})"/> added.</param>
        public void Off<T>(MessageHandler<TSender, T> handler) => KnownRouteOf<T>()?.Remove(handler);

        /// <summary>Takes a handler back.</summary>
        /// <param name="handler">One that <see cref="On{T}(Action{TSender, T})"/> added.</param>
        public void Off<T>(Action<TSender, T> handler) => KnownRouteOf<T>()?.Remove(handler);

        /// <summary>Takes a handler back. Leases that it holds stay its own.</summary>
        /// <param name="handler">The one that <see cref="OnLease{T}"/> set.</param>
        public void OffLease<T>(MessageLeaseHandler<TSender, T> handler)
            where T : class => KnownRouteOf<T>()?.Remove(handler);

        /// <summary>Reads a message and calls its handlers.</summary>
        /// <param name="sender">Who sent it.</param>
        /// <param name="id">The id from its header.</param>
        /// <param name="body">All bytes after the header; any bytes. Not kept.</param>
        /// <returns>Whether handlers ran. What the handlers throw comes through.</returns>
        public DispatchStatus Dispatch(TSender sender, ushort id, ReadOnlySpan<byte> body)
        {
            MessageRoute<TSender>? route = _routes[id];
            return route is null ? DispatchStatus.Unhandled : route.Dispatch(sender, body);
        }

        private MessageRoute<TSender, T> RouteOf<T>()
        {
            MessageDescriptor<T> descriptor = MessageType<T>.Descriptor;
            MessageRoute<TSender>? route = _routes[descriptor.Id];
            if (route is null) _routes[descriptor.Id] = route = new MessageRoute<TSender, T>(descriptor);
            return route as MessageRoute<TSender, T> ??
                throw new InvalidOperationException($"{descriptor} has the same id as another message that is already handled here.");
        }

        private MessageRoute<TSender, T>? KnownRouteOf<T>() => _routes[MessageType<T>.Descriptor.Id] as MessageRoute<TSender, T>;
    }
}
