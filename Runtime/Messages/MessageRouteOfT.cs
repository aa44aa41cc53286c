using System;

namespace P2PNet.Messages
{
    /// <summary>The way from bytes to the handlers of one type of message; the type is known here, so nothing is boxed.</summary>
    internal sealed class MessageRoute<TSender, T> : MessageRoute<TSender>
    {
        private readonly IMessageFormatter<T> _formatter;

        public MessageRoute(IMessageFormatter<T> formatter) => _formatter = formatter;

        public MessageHandler<TSender, T>? Handler { get; set; }

        public override DispatchStatus Dispatch(TSender sender, ReadOnlySpan<byte> body)
        {
            MessageHandler<TSender, T>? handler = Handler;
            if (handler is null) return DispatchStatus.Unhandled;
            if (!MessageSerializer.TryRead(_formatter, body, out T? message)) return DispatchStatus.Malformed;
            handler(sender, in message!);
            return DispatchStatus.Delivered;
        }
    }
}
