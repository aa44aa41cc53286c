using System.Collections.Generic;

namespace P2PNet
{
    /// <summary>One relay (TURN server) and every way to it. Immutable.</summary>
    public sealed class RelayReport
    {
        internal RelayReport(string host, IReadOnlyList<RelayWayReport> ways)
        {
            Host = host;
            Ways = ways;
        }

        /// <summary>Name or address of the relay.</summary>
        public string Host { get; }

        /// <summary>In the order in which a game tries them.</summary>
        public IReadOnlyList<RelayWayReport> Ways { get; }

        /// <summary>The first way that can be used, which is the one that a game takes; null where none can.</summary>
        public RelayWayReport? BestWay
        {
            get
            {
                foreach (RelayWayReport way in Ways)
                {
                    if (way.IsUsable) return way;
                }

                return null;
            }
        }

        /// <summary>The host and its best way.</summary>
        public override string ToString() => Host + ": " + (BestWay == null ? "no way" : BestWay.Transport.ToString());
    }
}
