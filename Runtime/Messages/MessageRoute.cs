using System;

namespace P2PNet.Messages
{
    /// <summary>The way from bytes to the handlers of one type of message.</summary>
    internal abstract class MessageRoute<TSender>
    {
        public abstract DispatchStatus Dispatch(TSender sender, ReadOnlySpan<byte> body);
    }
}
