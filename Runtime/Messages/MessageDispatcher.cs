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

        /// <summary>Adds a handler. Several handlers of one type run in the order in which they were added.</summary>
        /// <param name="handler">What is called; an exception it throws comes out of <see cref="Dispatch"/>.</param>
        /// <exception cref="InvalidOperationException">The type is no message, or another type with the same id has a handler.</exception>
        public void On<T>(MessageHandler<TSender, T> handler)
        {
            if (handler is null) throw new ArgumentNullException(nameof(handler));
            MessageDescriptor<T> descriptor = MessageType<T>.Descriptor;
            MessageRoute<TSender>? route = _routes[descriptor.Id];
            if (route is null) _routes[descriptor.Id] = route = new MessageRoute<TSender, T>(descriptor.Formatter);
            if (!(route is MessageRoute<TSender, T> typed))
            {
                throw new InvalidOperationException($"{descriptor} has the same id as another message that is already handled here.");
            }

            typed.Handler += handler;
        }

        /// <summary>Takes a handler back.</summary>
        /// <param name="handler">One that <see cref="On{T}"/> added.</param>
        public void Off<T>(MessageHandler<TSender, T> handler)
        {
            if (_routes[MessageType<T>.Descriptor.Id] is MessageRoute<TSender, T> route) route.Handler -= handler;
        }

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
    }
}
