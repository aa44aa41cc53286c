using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Turn
{
    /// <summary>The permissions of one allocation, each asked for by itself, so that a forbidden peer costs the others nothing.</summary>
    internal sealed class PermissionTable
    {
        // RFC 8656 §9: a permission lasts five minutes.
        private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(4);
        private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

        private readonly int _max;
        private readonly TurnCounters _counters;
        private readonly Dictionary<TransportAddress, TurnPermission> _byAddress = new Dictionary<TransportAddress, TurnPermission>();
        private readonly List<TurnPermission> _permissions = new List<TurnPermission>();

        public PermissionTable(int max, TurnCounters counters)
        {
            _max = max;
            _counters = counters;
        }

        public int Count => _permissions.Count;

        /// <summary>When the next permission is to be asked for.</summary>
        public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

        public TurnPermission? Find(in TransportAddress peer) => _byAddress.TryGetValue(peer.WithPort(0), out TurnPermission? found) ? found : null;

        /// <summary>Wants a permission from now on.</summary>
        public void Add(Timestamp now, in TransportAddress peer)
        {
            TransportAddress address = peer.WithPort(0);
            if (_byAddress.ContainsKey(address)) return;
            if (_permissions.Count >= _max)
            {
                _counters.PermissionsOverLimit++;
                return;
            }

            var permission = new TurnPermission(address) { DueAt = now };
            _byAddress.Add(address, permission);
            _permissions.Add(permission);
            NextTimeout = Timestamp.Min(NextTimeout, now);
        }

        /// <summary>Lets a permission run out.</summary>
        public void Remove(in TransportAddress peer)
        {
            if (!_byAddress.Remove(peer.WithPort(0), out TurnPermission? permission)) return;
            _permissions.Remove(permission);
            Reschedule();
        }

        /// <summary>There is a new allocation, which knows nobody.</summary>
        public void WantAll(Timestamp now)
        {
            foreach (TurnPermission permission in _permissions)
            {
                permission.State = PermissionState.Wanted;
                permission.DueAt = now;
            }

            NextTimeout = _permissions.Count > 0 ? now : Timestamp.Never;
        }

        /// <summary>A permission that is to be asked for now; it counts as asked for.</summary>
        public bool TryTakeDue(Timestamp now, out TurnPermission due)
        {
            foreach (TurnPermission permission in _permissions)
            {
                if (permission.DueAt > now) continue;
                if (permission.State == PermissionState.Wanted) permission.State = PermissionState.Requested;
                Schedule(permission, Timestamp.Never);
                due = permission;
                return true;
            }

            due = null!;
            return false;
        }

        /// <summary>Asked for, or confirmed by a channel binding, which brings one along (RFC 8656 §12).</summary>
        public void OnGranted(Timestamp now, in TransportAddress peer)
        {
            TurnPermission? permission = Find(peer);
            if (permission == null) return;
            permission.State = PermissionState.Granted;
            Schedule(permission, now + RefreshInterval);
        }

        public void OnRefused(in TransportAddress peer)
        {
            TurnPermission? permission = Find(peer);
            if (permission == null) return;
            _counters.PermissionsRefused++;
            permission.State = PermissionState.Refused;
            Schedule(permission, Timestamp.Never);
        }

        /// <summary>Not answered, or not now.</summary>
        public void OnPostponed(Timestamp now, in TransportAddress peer)
        {
            TurnPermission? permission = Find(peer);
            if (permission != null) Schedule(permission, now + RetryInterval);
        }

        private void Schedule(TurnPermission changed, Timestamp dueAt)
        {
            changed.DueAt = dueAt;
            Reschedule();
        }

        private void Reschedule()
        {
            Timestamp next = Timestamp.Never;
            foreach (TurnPermission permission in _permissions) next = Timestamp.Min(next, permission.DueAt);
            NextTimeout = next;
        }
    }
}
