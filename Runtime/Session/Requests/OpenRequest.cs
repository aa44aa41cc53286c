namespace P2PNet
{
    /// <summary>A request of a peer that a handler is working on.</summary>
    internal abstract class OpenRequest
    {
        protected OpenRequest(Peer peer, uint number)
        {
            Peer = peer;
            Number = number;
            Link = peer.Requests.Link;
        }

        public uint Number { get; }

        /// <summary>Over which link it came: only there somebody waits for the answer.</summary>
        public int Link { get; }

        protected Peer Peer { get; }

        protected bool IsAwaited => Peer.IsConnected && Peer.Requests.Link == Link;

        /// <summary>Answers if the handler is done. False: it is not.</summary>
        public abstract bool TryFinish(RequestReceiver receiver);
    }
}
