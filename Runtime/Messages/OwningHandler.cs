using System;

namespace P2PNet.Messages
{
    /// <summary>A handler that takes the message by value and may keep it, in the form of those that borrow it.</summary>
    internal sealed class OwningHandler<TSender, T>
    {
        public OwningHandler(Action<TSender, T> handler) => Handler = handler;

        public Action<TSender, T> Handler { get; }

        public void Invoke(TSender sender, in T message) => Handler(sender, message);
    }
}
