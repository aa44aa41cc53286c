namespace P2PNet.Messages
{
    /// <summary>Handles a message that came in.</summary>
    /// <typeparam name="TSender">What stands for its sender.</typeparam>
    /// <typeparam name="T">The message's type.</typeparam>
    /// <param name="sender">Who sent it.</param>
    /// <param name="message">The message; a struct is passed by reference and is gone after the call unless it is copied.</param>
    public delegate void MessageHandler<in TSender, T>(TSender sender, in T message);
}
