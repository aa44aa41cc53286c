using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>A request that waits for its answer. Reused, so that refreshes make no garbage.</summary>
    internal sealed class TurnRequest
    {
        public TransactionId Id { get; set; }

        public StunMethod Method { get; set; }

        /// <summary>Of CreatePermission and ChannelBind.</summary>
        public TransportAddress Peer { get; set; }

        /// <summary>Of ChannelBind.</summary>
        public ushort Channel { get; set; }

        /// <summary>Of Allocate and Refresh: the seconds that are asked for.</summary>
        public uint Lifetime { get; set; }

        /// <summary>Whether the last transmission carried credentials.</summary>
        public bool IsAuthenticated { get; set; }

        /// <summary>An answer was dropped because it proved to be nobody's.</summary>
        public bool HadForgedAnswer { get; set; }

        /// <summary>Times that a challenge or an error made it begin anew.</summary>
        public int Attempts { get; set; }

        /// <summary>Transmissions of this transaction; 0 before the first.</summary>
        public int Transmissions { get; set; }

        /// <summary>After how many it is given up.</summary>
        public int MaxTransmissions { get; set; }

        public Timestamp FirstSent { get; set; }

        /// <summary>When it is sent next, or given up.</summary>
        public Timestamp DueAt { get; set; }

        public TimeSpan Rto { get; set; }
    }
}
