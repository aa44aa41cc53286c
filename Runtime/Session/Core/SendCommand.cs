using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>One message on its way from the game to the loop, which owns the payload.</summary>
    internal readonly struct SendCommand
    {
        public SendCommand(MemberLink link, Delivery delivery, PooledBuffer payload, bool waits)
        {
            Waits = waits;
            Link = link;
            Delivery = delivery;
            Payload = payload;
        }

        public MemberLink Link { get; }

        public Delivery Delivery { get; }

        public PooledBuffer Payload { get; }

        /// <summary>Whether it waits for a link where none stands.</summary>
        public bool Waits { get; }
    }
}
