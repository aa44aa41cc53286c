using System;

namespace P2PNet
{
    /// <summary>The way from a request's bytes to its handler.</summary>
    internal abstract class RequestRoute
    {
        /// <summary>Whether the handler may take its time: then what is open counts.</summary>
        public abstract bool IsAsynchronous { get; }

        /// <summary>Reads the request, calls the handler and sees to the answer. False: it cannot be read, and nothing was done.</summary>
        public abstract bool TryHandle(RequestReceiver receiver, Peer peer, uint number, ReadOnlySpan<byte> body);
    }
}
