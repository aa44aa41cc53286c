using System;
using System.Collections.Generic;
using P2PNet.Rtc.Ice;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The peer's candidates on their way to ICE: those that overtook the description which they belong to wait for it, and <c>.local</c> names wait for their
    /// address. The peer's last word, that there are no more, waits for all of them. Relays hear of each, so that they let the peer in.
    /// </summary>
    internal sealed class RemoteCandidateQueue
    {
        private const int MaxWaiting = 128;
        private const int MaxNames = 16;

        private readonly IHostResolver? _resolver;
        private readonly Relays _relays;
        private readonly LinkCounters _counters;
        private readonly List<Candidate> _waiting = new List<Candidate>();
        private readonly Dictionary<string, TransportAddress> _resolved = new Dictionary<string, TransportAddress>(StringComparer.OrdinalIgnoreCase);
        private readonly RelayShare _share = new RelayShare();
        private IceTransport? _ice;
        private int _names;
        private int _unresolved;
        private bool _ended;
        private bool _isClosed;

        public RemoteCandidateQueue(IHostResolver? resolver, Relays relays, LinkCounters counters)
        {
            _resolver = resolver;
            _relays = relays;
            _counters = counters;
        }

        /// <summary>The addresses that relays let in for this link.</summary>
        public RelayShare Share => _share;

        /// <summary>Another description of the peer's was taken; what waited for it goes on, and the rest waits for the next one.</summary>
        /// <param name="now">The time.</param>
        /// <param name="ice">Takes them.</param>
        /// <param name="restarts">Whether the description begins a new generation: it has candidates and an end of its own.</param>
        public void Open(Timestamp now, IceTransport ice, bool restarts)
        {
            _ice = ice;
            if (restarts) _ended = false;
            Candidate[] waiting = _waiting.ToArray();
            _waiting.Clear();
            foreach (Candidate candidate in waiting) Add(now, candidate);
            EndIfAllAreThere(now);
        }

        public void Add(Timestamp now, Candidate candidate)
        {
            if (_ice == null) Keep(candidate);
            else if (candidate.HostName != null && _resolver != null) Resolve(now, candidate, _resolver);
            else Pass(now, candidate);
        }

        /// <summary>No more will come.</summary>
        public void End(Timestamp now)
        {
            _ended = true;
            EndIfAllAreThere(now);
        }

        /// <summary>The link is over: relays need not let the peer in any more.</summary>
        public void Close()
        {
            _relays.RemovePeers(_share);
            _isClosed = true;
        }

        private void Pass(Timestamp now, Candidate candidate)
        {
            if (_ice!.TryAddRemoteCandidate(now, candidate)) TellRelays(now, candidate);
            else Keep(candidate);
        }

        private void TellRelays(Timestamp now, Candidate candidate)
        {
            if (_isClosed || candidate.HostName != null) return;
            _ice!.TryGetSelectedPath(out IcePath path);
            _relays.AddPeer(now, _share, candidate.Address, path.Remote);
        }

        private void Keep(Candidate candidate)
        {
            if (_waiting.Count == MaxWaiting) _waiting.RemoveAt(0);
            _waiting.Add(candidate);
        }

        /// <summary>A name is looked up once: a browser gives each of its addresses another name, and keeps them through restarts.</summary>
        private void Resolve(Timestamp now, Candidate candidate, IHostResolver resolver)
        {
            if (_resolved.TryGetValue(candidate.HostName!, out TransportAddress known))
            {
                Pass(now, At(candidate, known));
                return;
            }

            if (_names == MaxNames)
            {
                Pass(now, candidate); // counted there as one that hides
                return;
            }

            _names++;
            _unresolved++;
            resolver.Resolve(candidate.HostName!, (later, addresses) =>
            {
                _unresolved--;
                if (addresses.Count == 0)
                {
                    _counters.CandidatesUnresolved++;
                }
                else
                {
                    _resolved[candidate.HostName!] = addresses[0];
                    Pass(later, At(candidate, addresses[0]));
                }

                EndIfAllAreThere(later);
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
