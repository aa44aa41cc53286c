namespace P2PNet
{
    /// <summary>Answers a request within <see cref="Session.Poll"/>.</summary>
    /// <typeparam name="TRequest">The request's type.</typeparam>
    /// <typeparam name="TResponse">The response's type.</typeparam>
    /// <param name="peer">Who asks.</param>
    /// <param name="request">What is asked; it is gone after the call, unless it is copied.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="RequestRefusedException">There is no answer; the peer is told the reason.</exception>
    public delegate TResponse RequestHandler<TRequest, TResponse>(Peer peer, in TRequest request);
}
