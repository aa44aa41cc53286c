using System.Collections.Generic;
using P2PNet.Rtc.Ice;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The peer's candidates on their way to the agent: those that overtook the peer's offer wait for it, and <c>.local</c> names wait for their
    /// address. The peer's last word, that there are no more, waits for all of them.
    /// </summary>
    internal sealed class RemoteCandidateQueue
    {
        private const int MaxWaiting = 128;
        private const int MaxNames = 16;

        private readonly IHostResolver? _resolver;
        private readonly LinkCounters _counters;
        private readonly List<Candidate> _waiting = new List<Candidate>();
        private IceAgent? _ice;
        private int _names;
        private int _unresolved;
        private bool _ended;

        public RemoteCandidateQueue(IHostResolver? resolver, LinkCounters counters)
        {
            _resolver = resolver;
            _counters = counters;
        }

        /// <summary>The agent is there; what waited goes to it.</summary>
        public void Open(Timestamp now, IceAgent ice)
        {
            if (_ice != null) return;
            _ice = ice;
            foreach (Candidate candidate in _waiting) Add(now, candidate);
            _waiting.Clear();
            EndIfAllAreThere(now);
        }

        public void Add(Timestamp now, Candidate candidate)
        {
            if (_ice == null)
            {
                if (_waiting.Count < MaxWaiting) _waiting.Add(candidate);
            }
            else if (candidate.HostName != null && _resolver != null && _names < MaxNames)
            {
                Resolve(candidate, _resolver);
            }
            else
            {
                _ice.AddRemoteCandidate(now, candidate);
            }
        }

        /// <summary>No more will come.</summary>
        public void End(Timestamp now)
        {
            _ended = true;
            EndIfAllAreThere(now);
        }

        private void Resolve(Candidate candidate, IHostResolver resolver)
        {
            _names++;
            _unresolved++;
            resolver.Resolve(candidate.HostName!, (now, addresses) =>
            {
                _unresolved--;
                if (addresses.Count == 0) _counters.CandidatesUnresolved++;
                else _ice!.AddRemoteCandidate(now, At(candidate, addresses[0]));
                EndIfAllAreThere(now);
            });
        }

        /// <summary>The same candidate with the address that its name stands for.</summary>
        private static Candidate At(Candidate named, in TransportAddress address) =>
            new Candidate(named.Type, address.WithPort(named.Address.Port), named.Priority, named.Foundation) { Ufrag = named.Ufrag };

        private void EndIfAllAreThere(Timestamp now)
        {
            if (_ended && _ice != null && _unresolved == 0) _ice.EndOfRemoteCandidates(now);
        }
    }
}
