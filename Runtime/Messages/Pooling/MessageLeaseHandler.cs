namespace P2PNet.Messages
{
    /// <summary>Takes a message that came in, for as long as it likes. It is called last, behind all other handlers of the type.</summary>
    /// <typeparam name="TSender">What stands for its sender.</typeparam>
    /// <typeparam name="T">The message's type, a class.</typeparam>
    /// <param name="sender">Who sent it.</param>
    /// <param name="lease">
    /// The message, which is the handler's from now on: it disposes the lease, within the call or later, or sends or detaches it. Where the handler
    /// throws, the message goes back, unless the handler passed it on by <see cref="MessageLease{T}.HandOver"/> before.
    /// </param>
    public delegate void MessageLeaseHandler<in TSender, T>(TSender sender, MessageLease<T> lease);
}
