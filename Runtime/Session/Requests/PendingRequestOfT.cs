using System;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using Microsoft.Extensions.ObjectPool;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>
    /// A request that waits for an answer of a known type, and the caller's <see cref="ValueTask{TResult}"/> in one object, which goes back to its
    /// pool when the caller takes the result. One that nobody awaits is left to the garbage collector.
    /// </summary>
    internal sealed class PendingRequest<TResponse> : PendingRequest, IValueTaskSource<TResponse>
    {
        private readonly ObjectPool<PendingRequest<TResponse>> _pool;
        private readonly MessageDescriptor<TResponse> _descriptor;
        private ManualResetValueTaskSourceCore<TResponse> _core;

        public PendingRequest(ObjectPool<PendingRequest<TResponse>> pool, MessageDescriptor<TResponse> descriptor)
        {
            _pool = pool;
            _descriptor = descriptor;
        }

        public ValueTask<TResponse> Task => new ValueTask<TResponse>(this, _core.Version);

        public override bool Respond(ushort id, ReadOnlySpan<byte> body)
        {
            if (id != _descriptor.Id)
            {
                string other = MessageRegistry.Default.TryGet(id, out MessageDescriptor? known) ? known.Name : "a message with the id " + id;
                Fail(RequestFailures.OtherResponse(Request, _descriptor.Name, other, Peer));
                return true;
            }

            if (!MessageSerializer.TryRead(_descriptor, body, out TResponse? response))
            {
                Fail(RequestFailures.UnreadableResponse(Request, _descriptor.Name, Peer));
                return false;
            }

            // From here on it may be in use again.
            _core.SetResult(response!);
            return true;
        }

        public override void Fail(Exception exception) => _core.SetException(exception);

        TResponse IValueTaskSource<TResponse>.GetResult(short token)
        {
            // A token of before, or a result that is not there: the core says which, and nothing is given back.
            if (token != _core.Version || _core.GetStatus(token) == ValueTaskSourceStatus.Pending) return _core.GetResult(token);
            try
            {
                return _core.GetResult(token);
            }
            finally
            {
                Clear();
                _core.Reset();
                _pool.Return(this);
            }
        }

        ValueTaskSourceStatus IValueTaskSource<TResponse>.GetStatus(short token) => _core.GetStatus(token);

        /// <summary>
        /// The continuation runs where the answer is handled, within <see cref="Session.Poll"/>: a captured context would run it later, at a time that
        /// nobody chose, and take memory for the way there.
        /// </summary>
        void IValueTaskSource<TResponse>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation!, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
    }
}
