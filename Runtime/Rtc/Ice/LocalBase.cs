using System.Collections.Generic;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// What checks are sent from: a socket or a TURN allocation with the local candidates behind it. The socket serves all
    /// interfaces of its family, so all its candidates make the same pairs, of which RFC 8445 §6.1.2.4 keeps the best one: that of
    /// the most preferred candidate. Reflexive candidates are sent from their base (§6.1.2.2), which is this.
    /// </summary>
    internal sealed class LocalBase
    {
        // A base that a check arrived at before its candidate was announced: as good as the least host candidate.
        private static readonly Candidate Unannounced =
            new Candidate(CandidateType.Host, default, CandidatePriority.Of(CandidateType.Host, 0), "0");

        private readonly List<Candidate> _candidates = new List<Candidate>();

        public LocalBase(SocketId socket, bool isIPv6)
        {
            Socket = socket;
            IsIPv6 = isIPv6;
            Best = Unannounced;
        }

        public SocketId Socket { get; }

        public bool IsIPv6 { get; }

        /// <summary>Whether one of its addresses is the loopback: only then is a loopback address of the peer's meant for this machine.</summary>
        public bool HasLoopback { get; private set; }

        /// <summary>The candidate whose priority and foundation the pairs have.</summary>
        public Candidate Best { get; private set; }

        public void Add(Candidate candidate)
        {
            _candidates.Add(candidate);
            if (_candidates.Count == 1 || candidate.Priority > Best.Priority) Best = candidate;
            if (candidate.Address.IsLoopback) HasLoopback = true;
        }

        public bool Contains(Candidate candidate)
        {
            foreach (Candidate known in _candidates)
            {
                if (known.Address == candidate.Address && known.Type == candidate.Type) return true;
            }

            return false;
        }

        /// <summary>What kind of local candidate the peer saw us as (RFC 8445 §7.2.5.3.1).</summary>
        public CandidateType TypeSeenAs(in TransportAddress mapped)
        {
            if (Socket.IsRelay) return CandidateType.Relayed;
            foreach (Candidate candidate in _candidates)
            {
                if (candidate.Address == mapped) return candidate.Type;
            }

            return CandidateType.PeerReflexive;
        }
    }
}
