using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// When a link that stands and is silent has ICE restarted. The engine looks for a path by itself, with the addresses that both sides know
    /// and those that they tell each other as they change; a restart, which takes a round trip through the lobby server, is for when that does
    /// not help. The side that offered the link does it; the other one waits a little longer and then asks for it.
    /// </summary>
    internal struct LinkMending
    {
        // After the silence that made the link suspect.
        private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
        private static readonly TimeSpan FirstAsk = TimeSpan.FromMilliseconds(1000);
        private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

        private Timestamp? _dueAt;
        private Timestamp? _offeredAt;
        private bool _isSilent;

        /// <summary>Whether an offer of ours waits for its answer.</summary>
        public bool AwaitsAnswer => _offeredAt != null;

        /// <summary>When the next step is due.</summary>
        public Timestamp DueAt => _dueAt ?? Timestamp.Never;

        public void OnSilent(Timestamp now, bool isOurs)
        {
            _isSilent = true;
            _dueAt = now + (isOurs ? First : FirstAsk);
        }

        /// <summary>The server can be reached again: what could not be signaled is due.</summary>
        public void OnSignalingRestored(Timestamp now)
        {
            if (_isSilent) _dueAt = now;
        }

        public void OnHeard()
        {
            _isSilent = false;
            _dueAt = null;
        }

        public void OnAnswer() => _offeredAt = null;

        /// <summary>Whether to restart, or ask for it, now.</summary>
        public bool TryTake(Timestamp now)
        {
            if (!_isSilent || now < DueAt) return false;
            _dueAt = now + Again;
            return true;
        }

        /// <summary>Whether an offer may be made: the one before was answered, or is so old that its answer will not come.</summary>
        public bool TryOffer(Timestamp now)
        {
            if (_offeredAt is Timestamp before && now < before + Again) return false;
            _offeredAt = now;
            return true;
        }
    }
}
