using System.Collections.Generic;
using System.Threading;

namespace P2PNet
{
    /// <summary>What is open between this client and one peer. Thread: the game's, but for <see cref="Outgoing"/>.</summary>
    internal sealed class PeerRequests
    {
        private CancellationTokenSource? _whileLinked;

        /// <summary>Requests to the peer that wait for answers; counted by <see cref="PendingRequests"/>.</summary>
        public int Outgoing { get; set; }

        /// <summary>Requests of the peer that handlers are working on. One of a link that is over counts until its handler is done.</summary>
        public List<OpenRequest> Incoming { get; } = new List<OpenRequest>();

        /// <summary>How many links to the peer have stood, as the game knows it: a request and its answer go over the same.</summary>
        public int Link { get; private set; }

        public void OnConnected() => Link++;

        /// <summary>Is cancelled when the link ends, or the session.</summary>
        public CancellationToken WhileLinked(CancellationToken session) =>
            (_whileLinked ??= CancellationTokenSource.CreateLinkedTokenSource(session)).Token;

        /// <summary>Tells the handlers that nobody waits any more. What they have registered may throw.</summary>
        public void OnLinkOver()
        {
            CancellationTokenSource? source = _whileLinked;
            _whileLinked = null;
            if (source == null) return;
            using (source) source.Cancel();
        }

        public bool IsOpen(uint number)
        {
            foreach (OpenRequest request in Incoming)
                if (request.Number == number && request.Link == Link)
                    return true;
            return false;
        }
    }
}
