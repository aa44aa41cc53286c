using System;

namespace P2PNet.Messages
{
    /// <summary>The way from bytes to the handlers of one type of message; the type is known here, so nothing is boxed.</summary>
    internal sealed class MessageRoute<TSender, T> : MessageRoute<TSender>
    {
        private readonly MessageDescriptor<T> _descriptor;
        private MessageHandler<TSender, T>? _handlers;
        private MessageLeaseHandler<TSender, T>? _leaseHandler;
        private RentPlace _leasePlace;

        // Handlers that may keep the message.
        private int _owning;

        public MessageRoute(MessageDescriptor<T> descriptor) => _descriptor = descriptor;

        public void Add(MessageHandler<TSender, T> handler) => _handlers += handler;

        public void Add(Action<TSender, T> handler)
        {
            _handlers += new OwningHandler<TSender, T>(handler).Invoke;
            _owning++;
        }

        public void Add(MessageLeaseHandler<TSender, T> handler)
        {
            if (_leaseHandler is object)
            {
                throw new InvalidOperationException(
                    $"{_descriptor} has a handler that takes leases already. A message can be handed to one only; take that handler back first, or have it pass the lease on.");
            }

            _leasePlace = new RentPlace($"the handler {handler.Method.DeclaringType}.{handler.Method.Name}");
            _leaseHandler = handler;
        }

        public void Remove(MessageHandler<TSender, T> handler) => _handlers -= handler;

        public void Remove(Action<TSender, T> handler)
        {
            if (_handlers is null) return;
            Delegate[] all = _handlers.GetInvocationList();
            for (int i = all.Length - 1; i >= 0; i--)
            {
                if (!(all[i].Target is OwningHandler<TSender, T> owning) || !owning.Handler.Equals(handler)) continue;
                _handlers -= (MessageHandler<TSender, T>)all[i];
                _owning--;
                return;
            }
        }

        public void Remove(MessageLeaseHandler<TSender, T> handler)
        {
            if (handler.Equals(_leaseHandler)) _leaseHandler = null;
        }

        public override DispatchStatus Dispatch(TSender sender, ReadOnlySpan<byte> body)
        {
            MessageHandler<TSender, T>? handlers = _handlers;
            MessageLeaseHandler<TSender, T>? leaseHandler = _leaseHandler;
            if (handlers is null && leaseHandler is null) return DispatchStatus.Unhandled;
            return _owning == 0 && _descriptor.Store.IsPooled
                ? DispatchPooled(sender, body, handlers, leaseHandler)
                : DispatchNew(sender, body, handlers, leaseHandler);
        }

        /// <summary>A struct, a message that can't be pooled, or one that a handler may keep.</summary>
        private DispatchStatus DispatchNew(
            TSender sender, ReadOnlySpan<byte> body, MessageHandler<TSender, T>? handlers, MessageLeaseHandler<TSender, T>? leaseHandler)
        {
            if (!MessageSerializer.TryRead(_descriptor, body, out T? message)) return DispatchStatus.Malformed;
            handlers?.Invoke(sender, in message!);
            if (leaseHandler is object) HandOver(sender, leaseHandler, _descriptor.Store.LeaseUnpooled(message!, _leasePlace));
            return DispatchStatus.Delivered;
        }

        /// <summary>Handlers borrow the message; then it goes back, or to the one that takes it.</summary>
        private DispatchStatus DispatchPooled(
            TSender sender, ReadOnlySpan<byte> body, MessageHandler<TSender, T>? handlers, MessageLeaseHandler<TSender, T>? leaseHandler)
        {
            PooledMessage<T>? loan = _descriptor.Store.Read(body);
            if (loan is null) return DispatchStatus.Malformed;
            bool isHandedOver = false;
            try
            {
                handlers?.Invoke(sender, in loan.Message);
                isHandedOver = leaseHandler is object;
            }
            finally
            {
                if (!isHandedOver) _descriptor.Store.GiveBack(loan);
            }

            if (leaseHandler is object) HandOver(sender, leaseHandler, _descriptor.Store.Lease(loan, _leasePlace));
            return DispatchStatus.Delivered;
        }

        private static void HandOver(TSender sender, MessageLeaseHandler<TSender, T> handler, MessageLease<T> lease)
        {
            try
            {
                handler(sender, lease);
            }
            catch
            {
                lease.DisposeIfValid();
                throw;
            }
        }
    }
}
