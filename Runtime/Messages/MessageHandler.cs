namespace P2PNet.Messages
{
    /// <summary>Handles a message that came in.</summary>
    /// <typeparam name="TSender">What stands for its sender.</typeparam>
    /// <typeparam name="T">The message's type.</typeparam>
    /// <param name="sender">Who sent it.</param>
    /// <param name="message">
    /// The message, by reference, and gone after the call: a struct unless it is copied, a class because it is used again. What a class message
    /// holds is gone with it. It is read and not changed.
    /// </param>
    public delegate void MessageHandler<in TSender, T>(TSender sender, in T message);
}
