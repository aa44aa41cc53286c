using System;
using System.Threading.Tasks;

namespace P2PNet
{
    /// <summary>A request of a peer that a handler is working on, and the task in which the answer will be.</summary>
    internal sealed class OpenRequest<TResponse> : OpenRequest
    {
        private readonly ValueTask<TResponse> _response;

        public OpenRequest(Peer peer, uint number, ValueTask<TResponse> response)
            : base(peer, number) => _response = response;

        public override bool TryFinish(RequestReceiver receiver)
        {
            if (!_response.IsCompleted) return false;
            TResponse response;
            try
            {
                response = _response.GetAwaiter().GetResult();
            }
#pragma warning disable CA1031 // Whatever the handler threw, the peer gets an answer.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                // Handlers were told that the link is gone: that they gave up is no news.
                if (IsAwaited) receiver.Fail(Peer, Number, exception);
                else if (!(exception is OperationCanceledException)) receiver.Report(exception);
                return true;
            }

            if (IsAwaited) receiver.Respond(Peer, Number, response);
            return true;
        }
    }
}
