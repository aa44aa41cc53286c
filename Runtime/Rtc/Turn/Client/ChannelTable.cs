using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Turn
{
    /// <summary>
    /// The channels of one allocation. A number stays its peer's for as long as the allocation lives, so that no two peers are ever mixed
    /// up (RFC 8656 §12 would allow another after 15 minutes).
    /// </summary>
    internal sealed class ChannelTable
    {
        // RFC 8656 §12: a binding lasts ten minutes. Its renewal also renews the permission, and so comes as often.
        private static readonly TimeSpan RefreshInterval = PermissionTable.RefreshInterval;
        private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(9.5);

        private readonly int _max;
        private readonly TurnCounters _counters;
        private readonly Dictionary<TransportAddress, TurnChannel> _byPeer = new Dictionary<TransportAddress, TurnChannel>();
        private readonly RenewalSchedule<TurnChannel> _channels = new RenewalSchedule<TurnChannel>();

        public ChannelTable(int max, TurnCounters counters)
        {
            _max = Math.Min(max, ChannelDataHeader.LastChannel - ChannelDataHeader.FirstChannel + 1);
            _counters = counters;
        }

        /// <summary>When the next channel is to be bound.</summary>
        public Timestamp NextTimeout => _channels.NextTimeout;

        public TurnChannel? Find(in TransportAddress peer) => _byPeer.TryGetValue(peer, out TurnChannel? found) ? found : null;

        public TurnChannel? Find(ushort number)
        {
            int index = number - ChannelDataHeader.FirstChannel;
            return index >= 0 && index < _channels.Count ? _channels[index] : null;
        }

        /// <summary>Whether data to this peer can go over its channel now. Asks for one, or for its renewal, where there is reason to.</summary>
        public bool TryUse(Timestamp now, in TransportAddress peer, out ushort number)
        {
            number = 0;
            if (!_byPeer.TryGetValue(peer, out TurnChannel? channel))
            {
                Add(now, peer);
                return false;
            }

            channel.LastUsed = now;
            if (channel.State != ChannelState.Bound) return false;
            if (now >= channel.ExpiresAt)
            {
                channel.State = ChannelState.Binding;
                _channels.Set(channel, now);
                return false;
            }

            // It was left to run out, for nothing flowed.
            if (channel.DueAt == Timestamp.Never && now >= channel.ExpiresAt - Lifetime + RefreshInterval) _channels.Set(channel, now);
            number = channel.Number;
            return true;
        }

        /// <summary>There is a new allocation, which knows no channel.</summary>
        public void Clear()
        {
            _byPeer.Clear();
            _channels.Clear();
        }

        /// <summary>A channel that is to be bound, or bound again, now.</summary>
        public bool TryTakeDue(Timestamp now, out TurnChannel due)
        {
            while (_channels.TryTakeDue(now, out due))
            {
                // One over which nothing flows is left to run out.
                if (due.State != ChannelState.Bound || now - due.LastUsed < RefreshInterval) return true;
            }

            return false;
        }

        public void OnBound(Timestamp now, ushort number)
        {
            TurnChannel? channel = Find(number);
            if (channel == null) return;
            channel.State = ChannelState.Bound;
            channel.ExpiresAt = now + Lifetime;
            _channels.Set(channel, now + RefreshInterval);
        }

        public void OnRefused(ushort number)
        {
            TurnChannel? channel = Find(number);
            if (channel == null) return;
            _counters.ChannelsRefused++;
            channel.State = ChannelState.Refused;
            _channels.Set(channel, Timestamp.Never);
        }

        /// <summary>Not answered, or not now.</summary>
        public void OnPostponed(Timestamp now, ushort number)
        {
            TurnChannel? channel = Find(number);
            if (channel != null) _channels.Postpone(now, channel);
        }

        private void Add(Timestamp now, in TransportAddress peer)
        {
            if (_channels.Count >= _max)
            {
                _counters.ChannelsOverLimit++;
                return;
            }

            var channel = new TurnChannel(peer, (ushort)(ChannelDataHeader.FirstChannel + _channels.Count)) { DueAt = now, LastUsed = now };
            _channels.Add(channel);
            _byPeer.Add(peer, channel);
        }
    }
}
