using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// The pairs in the order of their priority with their states (RFC 8445 §6.1.2), and which of them is checked next (§6.1.4).
    /// One stream with one component, so there is one checklist.
    /// </summary>
    internal sealed class Checklist
    {
        // With a pacing of 10 ms these leave within a quarter of a second.
        private const int MaxTriggeredTogether = 24;
        private static readonly Comparison<CandidatePair> ByPriority = Compare;

        private readonly int _maxPairs;
        private readonly IceCounters _counters;
        private readonly List<CandidatePair> _pairs = new List<CandidatePair>();
        private readonly Queue<CandidatePair> _triggered = new Queue<CandidatePair>();
        private readonly int[] _createdOf = new int[3];
        private int _created;

        public Checklist(int maxPairs, IceCounters counters)
        {
            _maxPairs = maxPairs;
            _counters = counters;
        }

        public int Count => _pairs.Count;

        public bool IsFull => _pairs.Count >= _maxPairs;

        /// <summary>Pairs that were on the list at any time, of one <see cref="CandidatePair.PathClass"/>.</summary>
        public int CreatedOf(int pathClass) => _createdOf[pathClass];

        public CandidatePair this[int index] => _pairs[index];

        /// <summary>Whether any pair may still succeed.</summary>
        public bool HasUnsettled
        {
            get
            {
                foreach (CandidatePair pair in _pairs)
                {
                    if (pair.State < CandidatePairState.Succeeded) return true;
                }

                return false;
            }
        }

        /// <summary>Pairs that are checked or wait for it (RFC 8445 §14.3).</summary>
        public int CountActive()
        {
            int count = 0;
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State is CandidatePairState.Waiting or CandidatePairState.InProgress) count++;
            }

            return count;
        }

        public CandidatePair? Find(SocketId socket, in TransportAddress remote)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.Matches(socket, remote)) return pair;
            }

            return null;
        }

        /// <summary>
        /// Puts a pair on the list unless it is there already: the same socket and remote address are the same path (RFC 8445
        /// §6.1.2.4). Null where the list is full of pairs that are preferred or in use.
        /// </summary>
        public CandidatePair? Add(LocalBase local, Candidate remote, IceRole role, CandidatePair? selected)
        {
            CandidatePair? existing = Find(local.Socket, remote.Address);
            if (existing != null) return existing;

            var pair = new CandidatePair(local, remote, _created);
            SetPriority(pair, role);
            if (IsFull && !TryMakeRoom(pair.Priority, selected))
            {
                _counters.PairsOverLimit++;
                return null;
            }

            _created++;
            _createdOf[pair.PathClass]++;
            FreezeOthersOf(pair);
            pair.State = CandidatePairState.Waiting;
            _pairs.Add(pair);
            _pairs.Sort(ByPriority);
            return pair;
        }

        /// <summary>Takes a pair off the list.</summary>
        public void Remove(CandidatePair pair)
        {
            pair.IsRemoved = true;
            _pairs.Remove(pair);
        }

        /// <summary>Computes all priorities anew: a role or a candidate changed (RFC 8445 §7.3.1.1).</summary>
        public void Reorder(IceRole role)
        {
            foreach (CandidatePair pair in _pairs) SetPriority(pair, role);
            _pairs.Sort(ByPriority);
        }

        /// <summary>Queues a triggered check (RFC 8445 §7.3.1.4).</summary>
        public void Trigger(CandidatePair pair)
        {
            if (pair.State != CandidatePairState.Succeeded) pair.State = CandidatePairState.Waiting;
            pair.RetransmitAt = Timestamp.Never;
            if (pair.IsTriggered) return;
            pair.IsTriggered = true;
            _triggered.Enqueue(pair);
        }

        /// <summary>A check succeeded: pairs of its foundation are worth one too (RFC 8445 §7.2.5.3.3).</summary>
        public void Unfreeze(CandidatePair succeeded)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State == CandidatePairState.Frozen && pair.HasFoundationOf(succeeded)) pair.State = CandidatePairState.Waiting;
            }
        }

        /// <summary>Whether <see cref="TryTakeNext"/> would give a pair.</summary>
        public bool HasNext(CandidatePair? betterThan)
        {
            if (_triggered.Count > 0) return true;
            foreach (CandidatePair pair in _pairs)
            {
                if (pair == betterThan) return false;
                if (pair.State == CandidatePairState.Waiting || (pair.State == CandidatePairState.Frozen && MayUnfreeze(pair))) return true;
            }

            return false;
        }

        /// <summary>
        /// The pair whose turn it is (RFC 8445 §6.1.4.2): triggered ones first, then the best that waits, then the best frozen one
        /// whose foundation nobody else tries. Where a path is selected, only pairs before it on the list count.
        /// </summary>
        public bool TryTakeNext(CandidatePair? betterThan, out CandidatePair pair)
        {
            while (_triggered.Count > 0)
            {
                pair = _triggered.Dequeue();
                pair.IsTriggered = false;
                if (!pair.IsRemoved && pair.NeedsCheck) return true;
            }

            return TryFindIn(CandidatePairState.Waiting, betterThan, out pair) || TryFindIn(CandidatePairState.Frozen, betterThan, out pair);
        }

        /// <summary>
        /// Gives every pair but the selected one another chance: that has fallen silent, or the network has changed. Those that worked last go first.
        /// </summary>
        public void RecheckAllBut(CandidatePair? selected)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair == selected) continue;
                pair.ForgetNominations();
                if (pair.IsValid)
                {
                    pair.IsDoubted = true;
                    Trigger(pair);
                }
                else if (pair.State != CandidatePairState.InProgress)
                {
                    pair.State = CandidatePairState.Waiting;
                }
            }
        }

        /// <summary>Queues a check of the best pairs besides the selected one, also of those that are less preferred.</summary>
        public void TriggerAllBut(CandidatePair? selected)
        {
            int count = 0;
            foreach (CandidatePair pair in _pairs)
            {
                if (count == MaxTriggeredTogether) return;
                if (pair == selected || pair.State == CandidatePairState.InProgress) continue;
                Trigger(pair);
                count++;
            }
        }

        /// <summary>Gives those another chance that had theirs.</summary>
        public void RetryFailed()
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State == CandidatePairState.Failed) pair.State = CandidatePairState.Waiting;
            }
        }

        /// <summary>The preferred one of the pairs that were answered after a moment.</summary>
        public CandidatePair? FindAnsweredSince(Timestamp moment, CandidatePair? but)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair != but && pair.IsValid && pair.AnsweredAt > moment) return pair;
            }

            return null;
        }

        private bool TryFindIn(CandidatePairState state, CandidatePair? betterThan, out CandidatePair found)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair == betterThan) break;
                if (pair.State != state || (state == CandidatePairState.Frozen && !MayUnfreeze(pair))) continue;
                found = pair;
                return true;
            }

            found = null!;
            return false;
        }

        private bool MayUnfreeze(CandidatePair frozen)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State is CandidatePairState.Waiting or CandidatePairState.InProgress && pair.HasFoundationOf(frozen)) return false;
            }

            return true;
        }

        /// <summary>
        /// Of the pairs of one foundation one goes ahead; the rest follows when it succeeded (RFC 8445 §6.1.2.6, RFC 8838 §12). With one component that is the
        /// newest: a second address of the same type, base and server takes the place of the first, whose NAT has given it up.
        /// </summary>
        private void FreezeOthersOf(CandidatePair added)
        {
            foreach (CandidatePair pair in _pairs)
            {
                if (pair.State == CandidatePairState.Waiting && pair.HasFoundationOf(added)) pair.State = CandidatePairState.Frozen;
            }
        }

        /// <summary>Drops the least preferred pair that nobody uses (RFC 8445 §6.1.2.5), if it is worse than the newcomer.</summary>
        private bool TryMakeRoom(ulong priority, CandidatePair? selected)
        {
            for (int i = _pairs.Count - 1; i >= 0; i--)
            {
                CandidatePair pair = _pairs[i];
                if (pair.Priority >= priority) return false;
                if (pair == selected || pair.State is CandidatePairState.Succeeded or CandidatePairState.InProgress) continue;
                pair.IsRemoved = true;
                _pairs.RemoveAt(i);
                _counters.PairsOverLimit++;
                return true;
            }

            return false;
        }

        private static void SetPriority(CandidatePair pair, IceRole role)
        {
            uint local = pair.Local.Best.Priority;
            uint remote = pair.Remote.Priority;
            pair.Priority = role == IceRole.Controlling ? CandidatePriority.OfPair(local, remote) : CandidatePriority.OfPair(remote, local);
        }

        private static int Compare(CandidatePair a, CandidatePair b)
        {
            int byPriority = b.Priority.CompareTo(a.Priority);
            return byPriority != 0 ? byPriority : a.Ordinal.CompareTo(b.Ordinal);
        }
    }
}
