using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>One thing that happened in the loop, on its way to the polling thread, which owns the payload.</summary>
    internal readonly struct SessionEvent
    {
        /// <summary>Something other than a message.</summary>
        public SessionEvent(SessionEventKind kind, Peer? peer = null, object? detail = null)
        {
            Kind = kind;
            Peer = peer;
            Detail = detail;
            MessageId = 0;
            BodyOffset = 0;
            Delivery = Delivery.ReliableOrdered;
        }

        /// <summary>A frame of the library, which the game's thread reads. It came by a reliable channel.</summary>
        public SessionEvent(SessionEventKind kind, Peer peer, PooledBuffer payload)
        {
            Kind = kind;
            Peer = peer;
            Detail = payload;
            MessageId = 0;
            BodyOffset = LinkFrame.HeaderLength;
            Delivery = Delivery.ReliableOrdered;
        }

        /// <summary>A message.</summary>
        public SessionEvent(Peer peer, PooledBuffer payload, ushort messageId, int bodyOffset, Delivery delivery)
        {
            Kind = SessionEventKind.Message;
            Peer = peer;
            Detail = payload;
            MessageId = messageId;
            BodyOffset = (byte)bodyOffset;
            Delivery = delivery;
        }

        public SessionEventKind Kind { get; }

        /// <summary>The channel that it came by.</summary>
        public Delivery Delivery { get; }

        public bool IsReliable => GameChannels.IsReliable(Delivery);

        /// <summary>Bytes before the message's body.</summary>
        public byte BodyOffset { get; }

        public ushort MessageId { get; }

        public Peer? Peer { get; }

        /// <summary>The payload, a failure, an id or a sentence, as the kind says.</summary>
        public object? Detail { get; }
    }
}
