using System;
using P2PNet.Messages;

namespace P2PNet
{
    /// <content>Messages: handlers, and what is sent to one peer or to all.</content>
    public sealed partial class Session
    {
        /// <summary>
        /// Has a handler called for each message of a type that arrives. It borrows the message: a class's instance is used again when the handlers have returned, so
        /// nothing of it may be kept. Several handlers of one type run in the order in which they were added.
        /// Messages that arrived before a type had a handler are dropped when they are polled, so add handlers before the first poll.
        /// </summary>
        /// <typeparam name="T">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void On<T>(MessageHandler<Peer, T> handler) => _dispatcher.On(handler);

        /// <summary>
        /// As the other overload, for handlers that take the message by value and may keep it: <c>session.On&lt;Chat&gt;((peer, chat) => …)</c>. As
        /// long as there is one, each message of a class is a new instance, which all handlers get.
        /// </summary>
        /// <typeparam name="T">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void On<T>(Action<Peer, T> handler) => _dispatcher.On(handler);

        /// <summary>
        /// Sets the handler that gets each message of a class with its lease: it keeps the message for as long as it likes, without garbage, and then disposes, sends or
        /// detaches the lease. There is one of them for a type; it runs behind the others, and not when one of them throws. When it throws itself, the
        /// message goes back.
        /// </summary>
        /// <typeparam name="T">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message, or has such a handler already.</exception>
        public void OnLease<T>(MessageLeaseHandler<Peer, T> handler)
            where T : class => _dispatcher.OnLease(handler);

        /// <summary>Takes back a handler that was added in the form with <c>in</c>.</summary>
        public void Off<T>(MessageHandler<Peer, T> handler) => _dispatcher.Off(handler);

        /// <summary>Takes back a handler that was added in the form by value.</summary>
        public void Off<T>(Action<Peer, T> handler) => _dispatcher.Off(handler);

        /// <summary>Takes back the handler that <see cref="OnLease{T}"/> set. Leases that it holds stay its own.</summary>
        public void OffLease<T>(MessageLeaseHandler<Peer, T> handler)
            where T : class => _dispatcher.OffLease(handler);

        /// <summary>Sends a message to one peer with the delivery that its attribute names.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, in T message) => Send(peer, message, MessageType<T>.Descriptor.Delivery, _options.WhenNotConnected);

        /// <summary>Sends a message to one peer.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, in T message, Delivery delivery) => Send(peer, message, delivery, _options.WhenNotConnected);

        /// <summary>Sends a message to one peer, or keeps it until the link to it stands.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <param name="whenNotConnected">What to do where no link stands, instead of what <see cref="P2PClientOptions.WhenNotConnected"/> says.</param>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, in T message, Delivery delivery, WhenNotConnected whenNotConnected)
        {
            if (peer == null) throw new ArgumentNullException(nameof(peer));
            CheckDelivery(delivery);
            if (State == SessionState.Ended) return SendResult.NotConnected;
            CheckOwner(peer);
            SendResult result = _sender.Send(peer, message, delivery, whenNotConnected);
            if (_options.AutoFlush && result is SendResult.Sent or SendResult.Waiting) _loop.Wake();
            return result;
        }

        /// <summary>Sends a message of the pool to one peer, with the delivery that its attribute names, and gives it back.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="lease">Has ended when the call returns or throws, whether the message was sent or not.</param>
        /// <exception cref="ObjectDisposedException">The lease has ended before.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, MessageLease<T> lease)
            where T : class => Send(peer, lease, MessageType<T>.Descriptor.Delivery);

        /// <summary>Sends a message of the pool to one peer and gives it back.</summary>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="lease">Has ended when the call returns or throws, whether the message was sent or not.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <exception cref="ObjectDisposedException">The lease has ended before.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, or the message is larger than 256 KiB.</exception>
        public SendResult Send<T>(Peer peer, MessageLease<T> lease, Delivery delivery)
            where T : class
        {
            T message = lease.Message;
            try
            {
                return Send(peer, message, delivery);
            }
            finally
            {
                lease.Dispose();
            }
        }

        /// <summary>Sends a message to every connected peer with the delivery that its attribute names. It is written once.</summary>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <returns>Where one of the connected peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(in T message) => Broadcast(message, MessageType<T>.Descriptor.Delivery, _options.WhenNotConnected);

        /// <summary>Sends a message to every connected peer. It is written once.</summary>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <returns>Where one of the connected peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(in T message, Delivery delivery) => Broadcast(message, delivery, _options.WhenNotConnected);

        /// <summary>Sends a message to every connected peer now, and to the others, as asked, when their links stand. It is written once.</summary>
        /// <param name="message">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <param name="whenNotConnected">What to do for peers without a link, instead of what <see cref="P2PClientOptions.WhenNotConnected"/> says. Who joins later gets nothing.</param>
        /// <returns>Where one of the connected peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(in T message, Delivery delivery, WhenNotConnected whenNotConnected)
        {
            CheckDelivery(delivery);
            if (State == SessionState.Ended) return SendResult.NotConnected;
            SendResult result = _sender.Broadcast(_events.Peers, message, delivery, whenNotConnected);
            if (_options.AutoFlush && result is SendResult.Sent or SendResult.Waiting) _loop.Wake();
            return result;
        }

        /// <summary>Sends a message of the pool to every connected peer, with the delivery that its attribute names, and gives it back.</summary>
        /// <param name="lease">Has ended when the call returns or throws, whether the message was sent or not.</param>
        /// <returns>Where one of the connected peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="ObjectDisposedException">The lease has ended before.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(MessageLease<T> lease)
            where T : class => Broadcast(lease, MessageType<T>.Descriptor.Delivery);

        /// <summary>Sends a message of the pool to every connected peer and gives it back.</summary>
        /// <param name="lease">Has ended when the call returns or throws, whether the message was sent or not.</param>
        /// <param name="delivery">How it travels, instead of what its attribute names.</param>
        /// <returns>Where one of the connected peers has no room for another reliable message, nothing is sent to anybody.</returns>
        /// <exception cref="ObjectDisposedException">The lease has ended before.</exception>
        /// <exception cref="ArgumentException">The message is larger than 256 KiB.</exception>
        public SendResult Broadcast<T>(MessageLease<T> lease, Delivery delivery)
            where T : class
        {
            T message = lease.Message;
            try
            {
                return Broadcast(message, delivery);
            }
            finally
            {
                lease.Dispose();
            }
        }

        /// <summary>Lets leave what was sent; needed only without <see cref="P2PClientOptions.AutoFlush"/>.</summary>
        public void Flush()
        {
            if (State != SessionState.Ended) _loop.Wake();
        }

        private static void CheckDelivery(Delivery delivery)
        {
            if (!GameChannels.IsKnown(delivery)) throw new ArgumentOutOfRangeException(nameof(delivery), delivery, "Not one of the four deliveries.");
        }
    }
}
