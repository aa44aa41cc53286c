using System;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>Adds handlers to whatever receives messages.</summary>
    public static class MessageReceiverExtensions
    {
        /// <summary>As <see cref="Session.On{T}(MessageHandler{Peer, T})"/>.</summary>
        /// <typeparam name="T">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public static void On<T>(this IMessageReceiver receiver, MessageHandler<Peer, T> handler) => receiver.Dispatcher.On(handler);

        /// <summary>As <see cref="Session.On{T}(Action{Peer, T})"/>.</summary>
        /// <typeparam name="T">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public static void On<T>(this IMessageReceiver receiver, Action<Peer, T> handler) => receiver.Dispatcher.On(handler);

        /// <summary>As <see cref="Session.OnLease{T}"/>.</summary>
        /// <typeparam name="T">A class with <see cref="MessageAttribute"/>.</typeparam>
        /// <exception cref="InvalidOperationException">The type is no message, or has such a handler.</exception>
        public static void OnLease<T>(this IMessageReceiver receiver, MessageLeaseHandler<Peer, T> handler)
            where T : class => receiver.Dispatcher.OnLease(handler);

        /// <summary>Takes a handler back.</summary>
        public static void Off<T>(this IMessageReceiver receiver, MessageHandler<Peer, T> handler) => receiver.Dispatcher.Off(handler);

        /// <summary>Takes a handler back.</summary>
        public static void Off<T>(this IMessageReceiver receiver, Action<Peer, T> handler) => receiver.Dispatcher.Off(handler);

        /// <summary>Takes back the handler that <see cref="OnLease{T}"/> set.</summary>
        public static void OffLease<T>(this IMessageReceiver receiver, MessageLeaseHandler<Peer, T> handler)
            where T : class => receiver.Dispatcher.OffLease(handler);
    }
}
