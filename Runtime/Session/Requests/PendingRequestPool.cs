using Microsoft.Extensions.ObjectPool;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>Requests of one session that wait for one type of answer, for use again. Safe on any thread: a result may be taken on any.</summary>
    internal sealed class PendingRequestPool<TResponse> : ObjectPool<PendingRequest<TResponse>>
    {
        private readonly MessageDescriptor<TResponse> _response;
        private readonly DefaultObjectPool<PendingRequest<TResponse>> _pool;

        public PendingRequestPool(MessageDescriptor<TResponse> response, int retained)
        {
            _response = response;
            _pool = new DefaultObjectPool<PendingRequest<TResponse>>(new Policy(this), retained);
        }

        public override PendingRequest<TResponse> Get() => _pool.Get();

        public override void Return(PendingRequest<TResponse> obj) => _pool.Return(obj);

        private sealed class Policy : PooledObjectPolicy<PendingRequest<TResponse>>
        {
            private readonly PendingRequestPool<TResponse> _owner;

            public Policy(PendingRequestPool<TResponse> owner) => _owner = owner;

            public override PendingRequest<TResponse> Create() => new PendingRequest<TResponse>(_owner, _owner._response);

            public override bool Return(PendingRequest<TResponse> obj) => true;
        }
    }
}
