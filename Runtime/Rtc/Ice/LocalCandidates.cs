using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// The candidates of a session's sockets and relays as they are now, and the events that tell of each that comes or goes. Gives them
    /// priorities and foundations (RFC 8445 §5.1.2, §5.1.1.3).
    /// </summary>
    internal sealed class LocalCandidates
    {
        // Addresses reach less and less far: global and private IPv4 ones, unique local IPv6 ones (RFC 4193), link-local ones, the loopback,
        // which only helps two players on one machine. Each kind has its part of the numbers.
        private const int Far = 0xFFFF;
        private const int UniqueLocal = 0xC000;
        private const int LinkLocal = 0x8000;
        private const int Loopback = 0x4000;

        private readonly FoundationTable _foundations = new FoundationTable();
        private readonly List<Candidate> _candidates = new List<Candidate>();
        private readonly Queue<GathererEvent> _events = new Queue<GathererEvent>();

        /// <summary>In the order of discovery.</summary>
        public IReadOnlyList<Candidate> All => _candidates;

        /// <summary>
        /// Whether an address can be a host candidate. Nobody could use an unspecified one, a multicast one, or a link-local IPv6
        /// one, whose interface signaling cannot name.
        /// </summary>
        public static bool IsUsable(in TransportAddress address)
            => address.IsValid && address.Port != 0 && !address.IsAny && !address.IsMulticast && !(address.IsIPv6 && address.IsLinkLocal);

        public bool IsKnown(SocketId socket, in TransportAddress address)
        {
            foreach (Candidate candidate in _candidates)
            {
                if (candidate.Socket == socket && candidate.Address == address) return true;
            }

            return false;
        }

        public bool HasHost(SocketId socket)
        {
            foreach (Candidate candidate in _candidates)
            {
                if (candidate.Type == CandidateType.Host && candidate.Socket == socket) return true;
            }

            return false;
        }

        public void AddHost(SocketId socket, in TransportAddress address)
        {
            Add(Make(CandidateType.Host, socket, address, HostPreference(address), address, server: default, related: default));
        }

        /// <param name="socket">The base.</param>
        /// <param name="mapped">What the server saw.</param>
        /// <param name="server">Who saw it.</param>
        /// <param name="ordinal">Which server it is, in the order in which they are preferred.</param>
        public void AddServerReflexive(SocketId socket, in TransportAddress mapped, in TransportAddress server, int ordinal)
        {
            TransportAddress host = HostOf(socket);
            int preference = Math.Max(0, ushort.MaxValue - (ordinal * 2) - (mapped.IsIPv4 ? 1 : 0));
            Add(Make(CandidateType.ServerReflexive, socket, mapped, preference, host, server, related: host));
        }

        /// <param name="socket">What stands for the relayed address.</param>
        /// <param name="relayed">The address on the server.</param>
        /// <param name="mapped">How the server sees us, or invalid.</param>
        /// <param name="server">The TURN server.</param>
        /// <param name="preference">0 to 65535, higher for a cheaper way to the server.</param>
        public Candidate AddRelayed(SocketId socket, in TransportAddress relayed, in TransportAddress mapped, in TransportAddress server, int preference)
        {
            // RFC 8839 §5.1: a relayed candidate is related to the mapped address.
            Candidate candidate = Make(CandidateType.Relayed, socket, relayed, preference, relayed, server, related: mapped);
            Add(candidate);
            return candidate;
        }

        public void Add(Candidate candidate)
        {
            _candidates.Add(candidate);
            _events.Enqueue(new GathererEvent(GathererEventKind.CandidateGathered, candidate));
        }

        /// <summary>False where it is not there.</summary>
        public bool Remove(Candidate candidate)
        {
            if (!_candidates.Remove(candidate)) return false;
            _events.Enqueue(new GathererEvent(GathererEventKind.CandidateRemoved, candidate));
            return true;
        }

        public void RemoveServerReflexive(SocketId socket, in TransportAddress mapped)
        {
            for (int i = _candidates.Count - 1; i >= 0; i--)
            {
                Candidate candidate = _candidates[i];
                if (candidate.Type == CandidateType.ServerReflexive && candidate.Socket == socket && candidate.Address == mapped) Remove(candidate);
            }
        }

        /// <summary>Withdraws the host candidates whose address is none of these.</summary>
        public void KeepHosts(IReadOnlyList<TransportAddress> addresses)
        {
            for (int i = _candidates.Count - 1; i >= 0; i--)
            {
                Candidate candidate = _candidates[i];
                if (candidate.Type == CandidateType.Host && !Contains(addresses, candidate.Address)) Remove(candidate);
            }
        }

        /// <summary>Every server was heard or given up.</summary>
        public void OnCompleted() => _events.Enqueue(new GathererEvent(GathererEventKind.Completed));

        public bool TryPollEvent(out GathererEvent e) => _events.TryDequeue(out e);

        private Candidate Make(
            CandidateType type, SocketId socket, in TransportAddress address, int preference, in TransportAddress @base, in TransportAddress server, in TransportAddress related)
            => new Candidate(type, address, CandidatePriority.Of(type, preference), _foundations.Of(type, @base, server)) { Socket = socket, RelatedAddress = related };

        private static bool Contains(IReadOnlyList<TransportAddress> addresses, in TransportAddress wanted)
        {
            for (int i = 0; i < addresses.Count; i++)
            {
                if (addresses[i] == wanted) return true;
            }

            return false;
        }

        /// <summary>The base of what a server saw: the system chooses the interface, most likely the one that is preferred.</summary>
        private TransportAddress HostOf(SocketId socket)
        {
            Candidate? best = null;
            foreach (Candidate candidate in _candidates)
            {
                if (candidate.Type == CandidateType.Host && candidate.Socket == socket && (best == null || candidate.Priority > best.Priority)) best = candidate;
            }

            return best == null ? default : best.Address;
        }

        /// <summary>
        /// The first preference of its kind that no other candidate has. The families take turns, IPv6 first (RFC 8421 §4), so that no
        /// family that is broken somewhere holds up the other.
        /// </summary>
        private int HostPreference(in TransportAddress address)
        {
            int preference = Reach(address) - (address.IsIPv4 ? 1 : 0);
            while (preference > 1 && IsTaken(preference)) preference -= 2;
            return preference;
        }

        private bool IsTaken(int preference)
        {
            uint priority = CandidatePriority.Of(CandidateType.Host, preference);
            foreach (Candidate candidate in _candidates)
            {
                if (candidate.Type == CandidateType.Host && candidate.Priority == priority) return true;
            }

            return false;
        }

        private static int Reach(in TransportAddress address)
            => address.IsLoopback ? Loopback : address.IsLinkLocal ? LinkLocal : address.IsIPv6 && address.IsPrivate ? UniqueLocal : Far;
    }
}
