using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The answering half of requests: finds the handler, and sends what it answers, or why there is no answer. Thread: the game's.</summary>
    internal sealed class RequestReceiver
    {
        private readonly P2PClientOptions _options;
        private readonly SessionSender _sender;
        private readonly SessionCounters _counters;
        private readonly HandlerExceptions _exceptions;
        private readonly MessageIdTable<RequestRoute> _routes = new MessageIdTable<RequestRoute>();
        private readonly CancellationTokenSource _session = new CancellationTokenSource();

        public RequestReceiver(P2PClientOptions options, SessionSender sender, SessionCounters counters, HandlerExceptions exceptions)
        {
            _options = options;
            _sender = sender;
            _counters = counters;
            _exceptions = exceptions;
        }

        public void Add<TRequest, TResponse>(RequestHandler<TRequest, TResponse> handler, bool borrows)
        {
            _ = MessageType<TResponse>.Descriptor;
            MessageDescriptor<TRequest> request = MessageType<TRequest>.Descriptor;
            Add(request, new SynchronousRequestRoute<TRequest, TResponse>(request, handler, borrows));
        }

        public void Add<TRequest, TResponse>(Func<Peer, TRequest, CancellationToken, ValueTask<TResponse>> handler)
        {
            _ = MessageType<TResponse>.Descriptor;
            MessageDescriptor<TRequest> request = MessageType<TRequest>.Descriptor;
            Add(request, new AsynchronousRequestRoute<TRequest, TResponse>(request, handler));
        }

        public void Remove(MessageDescriptor request) => _routes[request.Id] = null;

        /// <summary>A request that came in, behind its kind; any bytes.</summary>
        /// <returns>False: it cannot be read, and the id says what it should have been; 0 where not even that can be read.</returns>
        public bool TryHandle(Peer peer, ReadOnlySpan<byte> frame, out ushort id)
        {
            id = 0;
            if (!LinkFrame.TryReadUInt32(ref frame, out uint number) || !LinkFrame.TryReadUInt16(ref frame, out id)) return false;
            RequestRoute? route = _routes[id];
            if (route == null)
            {
                Refuse(peer, number, RequestRefusal.NoHandler);
            }
            else if (route.IsAsynchronous && peer.Requests.IsOpen(number))
            {
                _counters.OnIgnoredFrame();
            }
            else if (route.IsAsynchronous && peer.Requests.Incoming.Count >= _options.MaxOpenRequests)
            {
                Refuse(peer, number, RequestRefusal.TooManyOpen);
            }
            else if (!route.TryHandle(this, peer, number, frame))
            {
                Refuse(peer, number, RequestRefusal.Unreadable);
                return false;
            }

            return true;
        }

        /// <summary>Sends the answers of handlers that are done by now.</summary>
        public void Poll(Peer[] peers)
        {
            foreach (Peer peer in peers)
            {
                List<OpenRequest> open = peer.Requests.Incoming;
                for (int i = 0; i < open.Count; i++)
                {
                    if (!open[i].TryFinish(this)) continue;
                    open.RemoveAt(i--);
                }
            }
        }

        /// <summary>For a handler: is cancelled when nobody can hear its answer any more.</summary>
        public CancellationToken WhileLinked(Peer peer) => peer.Requests.WhileLinked(_session.Token);

        public void Respond<TResponse>(Peer peer, uint number, in TResponse response)
        {
            PooledBuffer payload;
            try
            {
                // A struct is not asked, since that would box it where nothing is optimized.
                if (!typeof(TResponse).IsValueType && response is null) throw new InvalidOperationException("A handler answered null, which is no " + typeof(TResponse) + ".");
                payload = _sender.WriteFrame(LinkFrameKind.Response, number, response);
            }
            catch (Exception exception) when (exception is MessagePackException || exception is ArgumentException || exception is InvalidOperationException)
            {
                Fail(peer, number, exception);
                return;
            }

            _counters.OnRequestAnswered();
            Send(peer, GameChannels.ReliableFor(MessageType<TResponse>.Descriptor.Delivery), payload);
        }

        /// <summary>The handler threw. What travels are words that it meant to travel; words of a third peer, which refused the handler, were not.</summary>
        public void Fail(Peer peer, uint number, Exception exception)
        {
            if (exception is RequestRefusedException refused && refused.IsOwn)
            {
                Refuse(peer, number, RequestRefusal.ByHandler, refused.Reason);
                return;
            }

            Refuse(peer, number, RequestRefusal.HandlerFailed);
            Report(exception);
        }

        public void Report(Exception exception) => _exceptions.Report(exception);

        /// <summary>The session is over. Thread: any.</summary>
        public void Close() => _session.Cancel();

        private void Add(MessageDescriptor request, RequestRoute route)
        {
            if (_routes[request.Id] != null)
                throw new InvalidOperationException("Requests of the type " + request + " have a handler already, and only one can answer.");
            _routes[request.Id] = route;
        }

        private void Refuse(Peer peer, uint number, RequestRefusal refusal, string? words = null)
        {
            _counters.OnRequestRefused();
            Send(peer, Delivery.ReliableOrdered, _sender.WriteRefusal(number, refusal, words));
        }

        /// <summary>A peer that asks and does not take the answers fills its queue; then answers are dropped, and it learns of it by its time-out.</summary>
        private void Send(Peer peer, Delivery delivery, PooledBuffer payload)
        {
            if (_sender.SendFrame(peer, delivery, payload) != SendResult.Sent) _counters.OnResponseDropped();
        }
    }
}
