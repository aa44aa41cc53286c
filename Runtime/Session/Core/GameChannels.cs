using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// The data channels of every link: negotiated, so that opening them costs no round trip, and the same on both sides. The first four
    /// have the numbers of their <see cref="Delivery"/>.
    /// </summary>
    internal static class GameChannels
    {
        /// <summary>Channels that carry messages; <see cref="Delivery"/> counts them.</summary>
        public const int DeliveryCount = 4;

        /// <summary>The channel of large messages, files and streams.</summary>
        public const int Bulk = 4;

        private static readonly DataChannelOptions[] Options =
        {
            new DataChannelOptions { Label = "reliable", NegotiatedId = 0 },
            new DataChannelOptions { Label = "unordered", NegotiatedId = 1, Ordered = false },
            new DataChannelOptions { Label = "sequenced", NegotiatedId = 2, Ordered = false, MaxRetransmits = 0 },
            new DataChannelOptions { Label = "unreliable", NegotiatedId = 3, Ordered = false, MaxRetransmits = 0 },
            // Apart, so that large messages do not delay the small ones.
            new DataChannelOptions { Label = "bulk", NegotiatedId = 4 },
        };

        public static bool IsReliable(Delivery delivery) => delivery <= Delivery.ReliableUnordered;

        /// <summary>For what must not get lost: the delivery itself, or the reliable one nearest to it.</summary>
        public static Delivery ReliableFor(Delivery delivery) => IsReliable(delivery) ? delivery : Delivery.ReliableOrdered;

        public static bool IsKnown(Delivery delivery) => delivery <= Delivery.Unreliable;

        /// <summary>Opens all of them; they stand when the link does.</summary>
        public static IDataChannel[] OpenOn(IPeerConnection connection)
        {
            var channels = new IDataChannel[Options.Length];
            for (int i = 0; i < Options.Length; i++) channels[i] = connection.CreateDataChannel(Options[i]);
            return channels;
        }
    }
}
