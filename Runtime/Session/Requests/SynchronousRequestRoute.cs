using System;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>The way to a handler that answers at once.</summary>
    internal sealed class SynchronousRequestRoute<TRequest, TResponse> : RequestRoute
    {
        private readonly MessageDescriptor<TRequest> _descriptor;
        private readonly RequestHandler<TRequest, TResponse> _handler;
        private readonly bool _borrows;

        /// <param name="descriptor">The request's.</param>
        /// <param name="handler">The game's.</param>
        /// <param name="borrows">Whether the handler gives the request back when it returns, so that a class may come from its pool.</param>
        public SynchronousRequestRoute(MessageDescriptor<TRequest> descriptor, RequestHandler<TRequest, TResponse> handler, bool borrows)
        {
            _borrows = borrows;
            _descriptor = descriptor;
            _handler = handler;
        }

        public override bool IsAsynchronous => false;

        public override bool TryHandle(RequestReceiver receiver, Peer peer, uint number, ReadOnlySpan<byte> body)
        {
            if (!_borrows || !_descriptor.Store.IsPooled)
            {
                if (!MessageSerializer.TryRead(_descriptor, body, out TRequest? request)) return false;
                Handle(receiver, peer, number, request!);
                return true;
            }

            PooledMessage<TRequest>? loan = _descriptor.Store.Read(body);
            if (loan == null) return false;
            try
            {
                Handle(receiver, peer, number, loan.Message);
            }
            finally
            {
                _descriptor.Store.GiveBack(loan);
            }

            return true;
        }

        private void Handle(RequestReceiver receiver, Peer peer, uint number, in TRequest request)
        {
            TResponse response;
            try
            {
                response = _handler(peer, in request);
            }
#pragma warning disable CA1031 // Whatever the handler threw, the peer gets an answer.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                receiver.Fail(peer, number, exception);
                return;
            }

            receiver.Respond(peer, number, response);
        }
    }
}
