using System.Collections.Generic;
using System.Globalization;

namespace P2PNet.Rtc.Ice
{
    /// <summary>The peer's candidates, signaled and discovered ones, no more than the limit.</summary>
    internal sealed class RemoteCandidates
    {
        private readonly List<Candidate> _candidates = new List<Candidate>();
        private readonly int _max;
        private readonly IceCounters _counters;

        public RemoteCandidates(int max, IceCounters counters)
        {
            _max = max;
            _counters = counters;
        }

        public int Count => _candidates.Count;

        public bool IsFull => _candidates.Count >= _max;

        public Candidate this[int index] => _candidates[index];

        /// <summary>
        /// Takes a signaled candidate. False where it is known, unusable or one too many; what was discovered before becomes what
        /// signaling says it is.
        /// </summary>
        public bool TryAdd(Candidate candidate, string remoteUfrag)
        {
            if (candidate.HostName != null)
            {
                _counters.CandidatesHidden++;
                return false;
            }

            bool otherGeneration = candidate.Ufrag != null && remoteUfrag.Length > 0 && candidate.Ufrag != remoteUfrag;
            if (otherGeneration || !IsUsable(candidate.Address))
            {
                _counters.CandidatesUnusable++;
                return false;
            }

            int known = IndexOf(candidate.Address);
            if (known >= 0)
            {
                if (_candidates[known].Type != CandidateType.PeerReflexive) return false;
                _candidates[known] = candidate;
                return true;
            }

            return TryAppend(candidate);
        }

        /// <summary>The candidate with this address; a peer-reflexive one if there was none (RFC 8445 §7.3.1.3). Null where it is one too many.</summary>
        public Candidate? FindOrDiscover(in TransportAddress address, uint priority)
        {
            int known = IndexOf(address);
            if (known >= 0) return _candidates[known];
            // Dots cannot occur in a signaled foundation, so this one is nobody else's.
            string foundation = "." + _counters.PeerReflexiveDiscovered.ToString(CultureInfo.InvariantCulture);
            var discovered = new Candidate(CandidateType.PeerReflexive, address, priority, foundation);
            if (!TryAppend(discovered)) return null;
            _counters.PeerReflexiveDiscovered++;
            return discovered;
        }

        public void Remove(Candidate candidate) => _candidates.Remove(candidate);

        private bool TryAppend(Candidate candidate)
        {
            if (IsFull)
            {
                _counters.CandidatesOverLimit++;
                return false;
            }

            _candidates.Add(candidate);
            return true;
        }

        private int IndexOf(in TransportAddress address)
        {
            for (int i = 0; i < _candidates.Count; i++)
            {
                if (_candidates[i].Address == address) return i;
            }

            return -1;
        }

        /// <summary>A link-local IPv6 address means nothing without an interface, which signaling cannot tell.</summary>
        private static bool IsUsable(in TransportAddress address)
            => address.IsValid && address.Port != 0 && !address.IsAny && !address.IsMulticast && !(address.IsIPv6 && address.IsLinkLocal);
    }
}
