namespace P2PNet.Messages
{
    /// <summary>
    /// A formatter that can read a message into an instance that held another one, so that instances come from a pool. The source
    /// generator writes it for messages that are classes and whose members can all be set after construction; implement it in a
    /// formatter of your own to have its messages pooled.
    /// </summary>
    /// <typeparam name="T">A class.</typeparam>
    public interface IReusableMessageFormatter<T> : IMessageFormatter<T>
    {
        /// <summary>Makes an instance as the parameterless constructor does.</summary>
        T Create();

        /// <summary>
        /// Reads what <see cref="IMessageFormatter{T}.Read"/> reads, into an instance. Afterwards it is equal to one that Read would have given,
        /// whatever it held before; its lists, dictionaries, arrays and objects are used again where that is possible.
        /// </summary>
        /// <param name="reader">Stands before the value; afterwards behind it.</param>
        /// <param name="message">The instance. When this throws, it holds anything.</param>
        /// <exception cref="MessagePackException">The bytes are no such value.</exception>
        void Read(ref MessagePackReader reader, T message);

        /// <summary>Makes an instance as it was when <see cref="Create"/> gave it, whatever it was used for since.</summary>
        /// <param name="message">The instance.</param>
        /// <param name="parts">
        /// The lists, dictionaries and objects that came with the instance: these are emptied and stay. What somebody else put in their
        /// place is let go of untouched, for it may still be in use.
        /// </param>
        /// <returns>False where that cannot be done; the instance is then used no more.</returns>
        bool TryReset(T message, MessageParts parts);
    }
}
