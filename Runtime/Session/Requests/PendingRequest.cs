using System;
using System.Threading;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>A request that waits for its answer. Reused; whoever takes it out of the <see cref="PendingRequests"/> completes it, once.</summary>
    internal abstract class PendingRequest
    {
        /// <summary>What it is known by on the wire.</summary>
        public uint Number { get; private set; }

        public Peer Peer { get; private set; } = null!;

        /// <summary>Which of the links to the peer it goes over; see <see cref="PeerRequests.Link"/>.</summary>
        public int Link { get; private set; }

        public Timestamp Deadline { get; private set; }

        public CancellationToken Cancellation { get; private set; }

        /// <summary>Where it is in the heap of deadlines; kept by that.</summary>
        public int HeapIndex { get; set; }

        /// <summary>Where it is among those that may be cancelled, or -1; kept by <see cref="PendingRequests"/>.</summary>
        public int CancellableIndex { get; set; } = -1;

        /// <summary>Name of the request's type.</summary>
        public string Request { get; private set; } = string.Empty;

        private TimeSpan Timeout { get; set; }

        public void Begin(uint number, MessageDescriptor request, Peer peer, int link, Timestamp now, TimeSpan timeout, CancellationToken cancellation)
        {
            Number = number;
            Request = request.Name;
            Peer = peer;
            Link = link;
            Timeout = timeout;
            Deadline = now + timeout;
            Cancellation = cancellation;
        }

        /// <summary>Completes it with the response, or with the mistake that the response is. False: it cannot be read.</summary>
        /// <param name="id">Id of the response's type.</param>
        /// <param name="body">The response; any bytes.</param>
        public abstract bool Respond(ushort id, ReadOnlySpan<byte> body);

        public abstract void Fail(Exception exception);

        public void TimeOut() => Fail(RequestFailures.TimedOut(Request, Peer, Timeout));

        public void Cancel() => Fail(new OperationCanceledException(Cancellation));

        /// <summary>Forgets what it held, before it is reused.</summary>
        protected void Clear()
        {
            Peer = null!;
            Cancellation = default;
        }
    }
}
