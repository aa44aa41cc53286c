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

        /// <summary>Whether no candidate is behind it, or none any more.</summary>
        public bool IsEmpty => _candidates.Count == 0;

        /// <summary>The candidate whose priority and foundation the pairs have.</summary>
        public Candidate Best { get; private set; }

        public void Add(Candidate candidate)
        {
            _candidates.Add(candidate);
            if (_candidates.Count == 1 || candidate.Priority > Best.Priority) Best = candidate;
            if (candidate.Address.IsLoopback) HasLoopback = true;
        }

        /// <summary>Takes a candidate off. False where it was not there.</summary>
        public bool Remove(Candidate candidate)
        {
            int index = IndexOf(candidate);
            if (index < 0) return false;
            _candidates.RemoveAt(index);
            Best = Unannounced;
            HasLoopback = false;
            foreach (Candidate left in _candidates)
            {
                if (Best == Unannounced || left.Priority > Best.Priority) Best = left;
                HasLoopback |= left.Address.IsLoopback;
            }

            return true;
        }

        public bool Contains(Candidate candidate) => IndexOf(candidate) >= 0;

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

        private int IndexOf(Candidate candidate)
        {
            for (int i = 0; i < _candidates.Count; i++)
            {
                if (_candidates[i].Address == candidate.Address && _candidates[i].Type == candidate.Type) return i;
            }

            return -1;
        }
    }
}
