using System;
using System.Collections.Generic;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>The permissions of one allocation, each asked for by itself, so that a forbidden peer costs the others nothing.</summary>
    internal sealed class PermissionTable
    {
        /// <summary>RFC 8656 §9: a permission lasts five minutes.</summary>
        public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(4);

        private readonly int _max;
        private readonly TurnCounters _counters;
        private readonly Dictionary<TransportAddress, TurnPermission> _byAddress = new Dictionary<TransportAddress, TurnPermission>();
        private readonly RenewalSchedule<TurnPermission> _permissions = new RenewalSchedule<TurnPermission>();

        public PermissionTable(int max, TurnCounters counters)
        {
            _max = max;
            _counters = counters;
        }

        public int Count => _permissions.Count;

        /// <summary>When the next permission is to be asked for.</summary>
        public Timestamp NextTimeout => _permissions.NextTimeout;

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
        }

        /// <summary>Lets a permission run out.</summary>
        public void Remove(in TransportAddress peer)
        {
            if (_byAddress.Remove(peer.WithPort(0), out TurnPermission? permission)) _permissions.Remove(permission);
        }

        /// <summary>There is a new allocation, which knows nobody.</summary>
        public void WantAll(Timestamp now)
        {
            for (int i = 0; i < _permissions.Count; i++)
            {
                _permissions[i].State = PermissionState.Wanted;
                _permissions.Set(_permissions[i], now);
            }
        }

        /// <summary>A permission that is to be asked for now; it counts as asked for.</summary>
        public bool TryTakeDue(Timestamp now, out TurnPermission due)
        {
            if (!_permissions.TryTakeDue(now, out due)) return false;
            if (due.State == PermissionState.Wanted) due.State = PermissionState.Requested;
            return true;
        }

        /// <summary>Asked for, or confirmed by a channel binding, which brings one along (RFC 8656 §12).</summary>
        public void OnGranted(Timestamp now, in TransportAddress peer)
        {
            TurnPermission? permission = Find(peer);
            if (permission == null) return;
            permission.State = PermissionState.Granted;
            permission.Refusal = default;
            _permissions.Set(permission, now + RefreshInterval);
        }

        public void OnRefused(in TransportAddress peer, StunErrorCode code)
        {
            TurnPermission? permission = Find(peer);
            if (permission == null) return;
            _counters.PermissionsRefused++;
            permission.State = PermissionState.Refused;
            permission.Refusal = code;
            _permissions.Set(permission, Timestamp.Never);
        }

        /// <summary>Not answered, or not now.</summary>
        public void OnPostponed(Timestamp now, in TransportAddress peer, StunErrorCode code = default)
        {
            TurnPermission? permission = Find(peer);
            if (permission == null) return;
            permission.Refusal = code;
            _permissions.Postpone(now, permission);
        }
    }
}
