using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Discovery
{
    /// <summary>One Binding request of a <see cref="NatDiscovery"/>, with its retransmissions and what came of it.</summary>
    internal sealed class DiscoveryTest
    {
        public DiscoveryTest(DiscoveryPurpose purpose, SocketId socket, in TransportAddress destination, TransactionId transaction)
        {
            Purpose = purpose;
            Socket = socket;
            Destination = destination;
            Transaction = transaction;
        }

        public DiscoveryPurpose Purpose { get; }

        public SocketId Socket { get; }

        public TransportAddress Destination { get; }

        public TransactionId Transaction { get; }

        /// <summary>Whether silence is a result, too: then it is sent at even intervals, since nothing is congested by that.</summary>
        public bool MayStaySilent => Purpose == DiscoveryPurpose.ChangeAddressAndPort || Purpose == DiscoveryPurpose.ChangePort || Purpose == DiscoveryPurpose.Hairpin;

        /// <summary>When the next transmission is due, or the test is over.</summary>
        public Timestamp DueAt { get; set; }

        /// <summary>Time to the next transmission; doubles where an answer must come.</summary>
        public TimeSpan Interval { get; set; }

        public Timestamp FirstSentAt { get; set; }

        public int Transmissions { get; set; }

        public DiscoveryOutcome Outcome { get; set; }

        public bool IsPending => Outcome == DiscoveryOutcome.Pending;

        /// <summary>What the server saw, where it answered.</summary>
        public TransportAddress Mapped { get; set; }

        /// <summary>The server's other address as it named it; invalid where it named none that can be used.</summary>
        public TransportAddress Other { get; set; }

        /// <summary>Time from the only transmission to the answer; null where there were several, since nobody knows which was answered (Karn).</summary>
        public TimeSpan? RoundTripTime { get; set; }
    }
}
