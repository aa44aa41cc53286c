using System.Collections.Generic;

namespace P2PNet.Rtc.Ice
{
    /// <summary>Makes pairs of what both sides have (RFC 8445 §6.1.2.2), as candidates trickle in or show up in checks (§7.3.1.3).</summary>
    internal sealed class PairFormation
    {
        private readonly IceTransportPolicy _policy;
        private readonly Checklist _checklist;
        private readonly RoleArbiter _roles;
        private readonly PathSelector _selector;
        private readonly RemoteCandidates _remotes;
        private readonly List<LocalBase> _bases = new List<LocalBase>();

        public PairFormation(IceAgentOptions options, Checklist checklist, RoleArbiter roles, PathSelector selector, IceCounters counters)
        {
            _policy = options.TransportPolicy;
            _checklist = checklist;
            _roles = roles;
            _selector = selector;
            _remotes = new RemoteCandidates(options.MaxRemoteCandidates, counters);
        }

        public bool HasLocal => _bases.Count > 0;

        public int RemoteCount => _remotes.Count;

        /// <summary>With the relay-only policy nothing may leave or be answered anywhere else: it would show the player's address.</summary>
        public bool IsAllowed(SocketId socket) => _policy == IceTransportPolicy.All || socket.IsRelay;

        public void AddLocal(Candidate candidate)
        {
            LocalBase local = BaseOf(candidate.Socket, candidate.Address.IsIPv6);
            if (local.Contains(candidate)) return;
            bool isMoved = local.Socket.IsRelay && !local.IsEmpty;
            local.Add(candidate);
            _checklist.Reorder(_roles.Role);
            for (int i = 0; i < _remotes.Count; i++) TryPair(local, _remotes[i]);
            if (isMoved) CheckAgain(local);
        }

        /// <summary>
        /// A socket stays when its last address is gone: the system may route it another way, and another address may come. An allocation does
        /// not, and its pairs end.
        /// </summary>
        /// <returns>Whether the selected path cannot be relied on any more, or is gone.</returns>
        public bool RemoveLocal(Candidate candidate)
        {
            LocalBase local = BaseOf(candidate.Socket, candidate.Address.IsIPv6);
            if (!local.Remove(candidate)) return false;
            bool isSelected = _selector.Selected != null && _selector.Selected.Local == local && local.IsEmpty;
            if (local.IsEmpty && local.Socket.IsRelay) RemoveBase(local);
            _checklist.Reorder(_roles.Role);
            return isSelected;
        }

        /// <summary>
        /// Takes a signaled candidate. One that was discovered before keeps its pairs with their state and nomination; they only get
        /// to know it better.
        /// </summary>
        /// <returns>Whether the selected pair got to know its candidate better.</returns>
        public bool AddRemote(Candidate candidate, string remoteUfrag)
        {
            if (!_remotes.TryAdd(candidate, remoteUfrag)) return false;
            bool selectedChanged = false;
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair pair = _checklist[i];
                if (pair.Remote.Address != candidate.Address) continue;
                pair.Remote = candidate;
                selectedChanged |= pair == _selector.Selected;
            }

            _checklist.Reorder(_roles.Role);
            foreach (LocalBase local in _bases) TryPair(local, candidate);
            return selectedChanged;
        }

        /// <summary>The pair that a request came on, new where it is the first sign of it (RFC 8445 §7.3.1.3, §7.3.1.4). Null where there is no room.</summary>
        public CandidatePair? FindOrLearn(in DatagramInfo info, uint priority)
        {
            CandidatePair? pair = _checklist.Find(info.Socket, info.Remote);
            if (pair != null) return pair;
            if (_remotes.IsFull || _checklist.IsFull) ForgetOldestDiscovered();
            Candidate? remote = _remotes.FindOrDiscover(info.Remote, priority);
            return remote == null ? null : _checklist.Add(BaseOf(info.Socket, info.Remote.IsIPv6), remote, _roles.Role, _selector.Selected);
        }

        /// <summary>A peer that moves leaves the addresses behind at which it was discovered; without room for the next one it would be lost in the end.</summary>
        private void ForgetOldestDiscovered()
        {
            CandidatePair? oldest = null;
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair pair = _checklist[i];
                bool isLeft = pair.Remote.Type == CandidateType.PeerReflexive && pair != _selector.Selected && pair.State != CandidatePairState.InProgress;
                if (isLeft && (oldest == null || pair.Ordinal < oldest.Ordinal)) oldest = pair;
            }

            if (oldest == null) return;
            _checklist.Remove(oldest);
            _remotes.Remove(oldest.Remote);
        }

        private LocalBase BaseOf(SocketId socket, bool isIPv6)
        {
            foreach (LocalBase known in _bases)
            {
                if (known.Socket == socket) return known;
            }

            var added = new LocalBase(socket, isIPv6);
            _bases.Add(added);
            return added;
        }

        /// <summary>An allocation has moved to another address: a check shows the peer where, whether or not signaling can.</summary>
        private void CheckAgain(LocalBase local)
        {
            for (int i = 0; i < _checklist.Count; i++)
            {
                CandidatePair pair = _checklist[i];
                if (pair.Local != local || pair == _selector.Selected || pair.State == CandidatePairState.InProgress) continue;
                pair.State = CandidatePairState.Waiting;
                _checklist.Trigger(pair);
            }
        }

        private void RemoveBase(LocalBase local)
        {
            _bases.Remove(local);
            for (int i = _checklist.Count - 1; i >= 0; i--)
            {
                CandidatePair pair = _checklist[i];
                if (pair.Local != local) continue;
                if (pair == _selector.Selected) _selector.Clear();
                _checklist.Remove(pair);
            }
        }

        private void TryPair(LocalBase local, Candidate remote)
        {
            bool reachable = local.IsIPv6 == remote.Address.IsIPv6 && (!remote.Address.IsLoopback || local.HasLoopback);
            // A relay on the Internet sends nothing into private networks, and each check in vain would hold up others.
            if (local.Socket.IsRelay && local.Best.Address.IsPublic && !remote.Address.IsPublic) reachable = false;
            // Discovered candidates are paired with the socket where they showed up only (RFC 8445 §7.3.1.3).
            if (reachable && remote.Type != CandidateType.PeerReflexive) _checklist.Add(local, remote, _roles.Role, _selector.Selected);
        }
    }
}
