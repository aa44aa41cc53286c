using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>What one socket is seen as by one STUN server: asked once to learn it, and again to keep the NAT's mapping alive.</summary>
    internal sealed class StunBinding
    {
        public StunBinding(SocketId socket, in TransportAddress server, int ordinal)
        {
            Socket = socket;
            Server = server;
            Ordinal = ordinal;
        }

        public SocketId Socket { get; }

        public TransportAddress Server { get; }

        /// <summary>Counts the bindings from 0, in the order in which they are preferred.</summary>
        public int Ordinal { get; }

        /// <summary>When the next request or retransmission is due, or the running request is given up.</summary>
        public Timestamp DueAt { get; set; }

        /// <summary>When the running request was first sent.</summary>
        public Timestamp StartedAt { get; set; }

        public TimeSpan Rto { get; set; }

        /// <summary>Transmissions of the running request; 0 where none runs.</summary>
        public int Transmissions { get; set; }

        public TransactionId Transaction { get; set; }

        /// <summary>Whether the first request had its answer or was given up.</summary>
        public bool IsSettled { get; set; }

        /// <summary>What the server saw last; may be redundant with another candidate.</summary>
        public TransportAddress Mapped { get; set; }
    }
}
