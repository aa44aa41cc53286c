using System;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Messages;

namespace P2PNet
{
    /// <content>Requests and their answers.</content>
    public sealed partial class Session
    {
        /// <summary>
        /// Asks a peer, and gives its answer. Both travel as reliably as messages do, in the order of the other messages where their attributes do not say
        /// <see cref="Delivery.ReliableUnordered"/>; an unreliable delivery of a type counts as <see cref="Delivery.ReliableOrdered"/>.
        /// </summary>
        /// <remarks>
        /// What follows an <c>await</c> runs within <see cref="Poll"/>, on its thread, even where there is a synchronization context such as Unity's; only
        /// where the session is left it runs on the thread that leaves. Await it once, as any <see cref="ValueTask{TResult}"/>; in the steady state
        /// nothing is allocated. A request that was cancelled or timed out may still be handled by the peer: only its answer is dropped, and counted.
        /// </remarks>
        /// <typeparam name="TRequest">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <typeparam name="TResponse">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <param name="peer">One of <see cref="Peers"/>.</param>
        /// <param name="request">Written before the call returns; it can be changed afterwards.</param>
        /// <param name="timeout">Longest time to the answer, above 0 and at most a day; null for <see cref="P2PClientOptions.RequestTimeout"/>. It ends within a poll.</param>
        /// <param name="cancellationToken">Gives up, at the next poll.</param>
        /// <exception cref="RequestRefusedException">In the task: there is no answer, and <see cref="RequestRefusedException.Refusal"/> says why.</exception>
        /// <exception cref="TimeoutException">In the task: no answer came in time.</exception>
        /// <exception cref="P2PException">In the task: there is no link to the peer, or it ended before the answer came.</exception>
        /// <exception cref="OperationCanceledException">In the task: it was cancelled, or the session was left.</exception>
        /// <exception cref="InvalidOperationException">One of the types is no message.</exception>
        /// <exception cref="ArgumentException">The peer is of another session, the message is larger than 256 KiB, or the time-out is out of range.</exception>
        public ValueTask<TResponse> RequestAsync<TRequest, TResponse>(Peer peer, in TRequest request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            CheckPeer(peer);
            return _requests.Sender.SendAsync<TRequest, TResponse>(peer, request, timeout, cancellationToken);
        }

        /// <summary>Has a handler answer requests of a type, each within <see cref="Poll"/>. In the steady state an answer allocates nothing.</summary>
        /// <typeparam name="TRequest">A type with <see cref="MessageAttribute"/>; one handler a type.</typeparam>
        /// <typeparam name="TResponse">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <param name="handler">
        /// May throw <see cref="RequestRefusedException"/>, whose words the peer gets. Of everything else that it throws the peer learns only that there is no
        /// answer, and <see cref="HandlerFailed"/> the rest.
        /// </param>
        /// <exception cref="InvalidOperationException">One of the types is no message, or such requests have a handler already.</exception>
        public void OnRequest<TRequest, TResponse>(RequestHandler<TRequest, TResponse> handler)
        {
            if (handler == null) throw new ArgumentNullException(nameof(handler));
            _requests.Receiver.Add(handler, borrows: true);
        }

        /// <summary>As the first overload, for handlers that take the request by value, and may keep it where it is a class: <c>session.OnRequest&lt;Ask, Answer&gt;((peer, ask) => …)</c>.</summary>
        /// <exception cref="InvalidOperationException">One of the types is no message, or such requests have a handler already.</exception>
        public void OnRequest<TRequest, TResponse>(Func<Peer, TRequest, TResponse> handler)
        {
            if (handler == null) throw new ArgumentNullException(nameof(handler));
            _requests.Receiver.Add((Peer peer, in TRequest request) => handler(peer, request), borrows: false);
        }

        /// <summary>
        /// As the first overload, for handlers that take their time, and own the request where it is a class: <c>session.OnRequest&lt;Ask, Answer&gt;(async (peer, ask, cancellation) => …)</c>. The call itself
        /// comes within <see cref="Poll"/>, and the answer leaves within the poll after the task is complete, wherever it completes.
        /// </summary>
        /// <typeparam name="TRequest">A type with <see cref="MessageAttribute"/>; one handler a type.</typeparam>
        /// <typeparam name="TResponse">A type with <see cref="MessageAttribute"/>.</typeparam>
        /// <param name="handler">
        /// Its token is cancelled when the link ends or the session is left. Up to <see cref="P2PClientOptions.MaxOpenRequests"/> of one peer are worked on at once.
        /// </param>
        /// <exception cref="InvalidOperationException">One of the types is no message, or such requests have a handler already.</exception>
        public void OnRequest<TRequest, TResponse>(Func<Peer, TRequest, CancellationToken, ValueTask<TResponse>> handler)
        {
            if (handler == null) throw new ArgumentNullException(nameof(handler));
            _requests.Receiver.Add(handler);
        }

        /// <summary>Takes back the handler of a type of requests; peers that ask are told that there is none.</summary>
        /// <exception cref="InvalidOperationException">The type is no message.</exception>
        public void OffRequest<TRequest>() => _requests.Receiver.Remove(MessageType<TRequest>.Descriptor);
    }
}
