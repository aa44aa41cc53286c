using System;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The asking half of requests. Thread: the game's, but for <see cref="Close"/>.</summary>
    internal sealed class RequestSender
    {
        private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

        private readonly P2PClientOptions _options;
        private readonly SessionSender _sender;
        private readonly SessionCounters _counters;
        private readonly ISessionLoop _loop;
        private readonly PendingRequests _pending = new PendingRequests();
        private readonly MessageIdTable<object> _pools = new MessageIdTable<object>();

        public RequestSender(P2PClientOptions options, SessionSender sender, SessionCounters counters, ISessionLoop loop)
        {
            _options = options;
            _sender = sender;
            _counters = counters;
            _loop = loop;
        }

        /// <summary>What is wrong with the call throws; what keeps the request from being sent is in the task.</summary>
        public ValueTask<TResponse> SendAsync<TRequest, TResponse>(Peer peer, in TRequest request, TimeSpan? timeout, CancellationToken cancellation)
        {
            TimeSpan time = timeout ?? _options.RequestTimeout;
            if (time <= TimeSpan.Zero || time > MaxTimeout) throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A time-out is above 0 and at most a day.");
            MessageDescriptor<TRequest> descriptor = MessageType<TRequest>.Descriptor;
            PendingRequestPool<TResponse> pool = PoolOf<TResponse>();
            if (cancellation.IsCancellationRequested) return new ValueTask<TResponse>(Task.FromCanceled<TResponse>(cancellation));
            if (!_sender.CanReach(peer)) return Failed<TResponse>(RequestFailures.NotConnected(descriptor.Name, peer));
            if (peer.Requests.Outgoing >= _options.MaxOpenRequests)
                return Failed<TResponse>(RequestFailures.TooManyOpen(descriptor.Name, peer, _options.MaxOpenRequests));

            uint number = _pending.NextNumber();
            PooledBuffer payload = _sender.WriteFrame(LinkFrameKind.Request, number, request);
            int link = peer.IsConnected ? peer.Requests.Link : peer.Requests.Link + 1;
            PendingRequest<TResponse> pending = pool.Get();
            pending.Begin(number, descriptor, peer, link, _loop.ReadClock(), time, cancellation);
            ValueTask<TResponse> task = pending.Task;
            // First here, then to the network: an answer finds it.
            if (!_pending.TryAdd(pending))
            {
                payload.Dispose();
                pending.Fail(RequestFailures.SessionOver(descriptor.Name, peer, null));
                return task;
            }

            if (_sender.SendFrame(peer, GameChannels.ReliableFor(descriptor.Delivery), payload) == SendResult.WouldBlock)
            {
                if (_pending.TryTake(peer, number, out _)) pending.Fail(RequestFailures.WouldBlock(descriptor.Name, peer));
                return task;
            }

            _counters.OnRequestSent();
            return task;
        }

        /// <summary>A response that came in, behind its kind; any bytes.</summary>
        /// <returns>False: it cannot be read, and the id says what it should have been; 0 where not even that can be read.</returns>
        public bool TryHandleResponse(Peer peer, ReadOnlySpan<byte> frame, out ushort id)
        {
            id = 0;
            if (!LinkFrame.TryReadUInt32(ref frame, out uint number) || !LinkFrame.TryReadUInt16(ref frame, out id)) return false;
            return !TryTake(peer, number, out PendingRequest pending) || pending.Respond(id, frame);
        }

        /// <summary>A refusal that came in, behind its kind; any bytes.</summary>
        /// <returns>False: it cannot be read.</returns>
        public bool TryHandleRefusal(Peer peer, ReadOnlySpan<byte> frame)
        {
            if (!LinkFrame.TryReadUInt32(ref frame, out uint number) || !LinkFrame.TryReadUInt16(ref frame, out ushort refusal)) return false;
            string words = string.Empty;
            if (refusal == (int)RequestRefusal.ByHandler && !LinkFrame.TryReadString(ref frame, RequestRefusedException.MaxReasonLength, out words)) return false;
            if (TryTake(peer, number, out PendingRequest pending)) pending.Fail(RequestFailures.ByPeer(pending.Request, peer, refusal, words));
            return true;
        }

        /// <summary>Ends what was cancelled, and what has waited for long enough.</summary>
        public void Poll()
        {
            if (_pending.IsEmpty) return;
            Timestamp now = _loop.ReadClock();
            while (_pending.TryTakeDue(now, out PendingRequest request, out bool isCancelled))
            {
                if (isCancelled) request.Cancel();
                else request.TimeOut();
            }
        }

        /// <summary>The link to the peer is over, and with it the requests that went over it.</summary>
        public void OnLinkOver(Peer peer, LinkFailure? failure, Action<Exception> report) => _pending.FailAll(peer, peer.Requests.Link, failure, report);

        /// <summary>The player is gone, and with it the requests that waited for a link to it.</summary>
        public void OnPlayerGone(Peer peer, Action<Exception> report) => _pending.FailAll(peer, int.MaxValue, null, report);

        /// <summary>The session is over. Thread: any.</summary>
        public void Close(string? reason, Action<Exception> report) => _pending.Close(reason, report);

        private static ValueTask<TResponse> Failed<TResponse>(Exception exception) => new ValueTask<TResponse>(Task.FromException<TResponse>(exception));

        private bool TryTake(Peer peer, uint number, out PendingRequest pending)
        {
            if (_pending.TryTake(peer, number, out pending)) return true;
            if (_pending.WasAsked(number)) _counters.OnLateResponse();
            else _counters.OnIgnoredFrame();
            return false;
        }

        private PendingRequestPool<TResponse> PoolOf<TResponse>()
        {
            MessageDescriptor<TResponse> descriptor = MessageType<TResponse>.Descriptor;
            object pool = _pools[descriptor.Id] ??= new PendingRequestPool<TResponse>(descriptor, _options.MaxOpenRequests);
            return pool as PendingRequestPool<TResponse> ?? throw new InvalidOperationException(descriptor + " has the same id as another response that was asked for here.");
        }
    }
}
