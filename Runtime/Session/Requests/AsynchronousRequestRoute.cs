using System;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>The way to a handler that may take its time.</summary>
    internal sealed class AsynchronousRequestRoute<TRequest, TResponse> : RequestRoute
    {
        private readonly MessageDescriptor<TRequest> _descriptor;
        private readonly Func<Peer, TRequest, CancellationToken, ValueTask<TResponse>> _handler;

        public AsynchronousRequestRoute(MessageDescriptor<TRequest> descriptor, Func<Peer, TRequest, CancellationToken, ValueTask<TResponse>> handler)
        {
            _descriptor = descriptor;
            _handler = handler;
        }

        public override bool IsAsynchronous => true;

        public override bool TryHandle(RequestReceiver receiver, Peer peer, uint number, ReadOnlySpan<byte> body)
        {
            if (!MessageSerializer.TryRead(_descriptor, body, out TRequest? request)) return false;
            ValueTask<TResponse> response;
            try
            {
                response = _handler(peer, request!, receiver.WhileLinked(peer));
            }
#pragma warning disable CA1031 // Whatever the handler threw, the peer gets an answer.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                receiver.Fail(peer, number, exception);
                return true;
            }

            var open = new OpenRequest<TResponse>(peer, number, response);
            if (!open.TryFinish(receiver)) peer.Requests.Incoming.Add(open);
            return true;
        }
    }
}
