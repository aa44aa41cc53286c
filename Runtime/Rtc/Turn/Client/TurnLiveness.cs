using System;

namespace P2PNet.Rtc.Turn
{
    /// <summary>
    /// When the server is asked whether the allocation still stands: after a silence of our own, to keep NATs open; and when what was sent
    /// brings nothing back, since a NAT that gave us another port, or a server that was started anew, drops it all without a word.
    /// </summary>
    internal struct TurnLiveness
    {
        // A peer that is gone is silent too: then one question every two seconds is enough.
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

        private readonly TimeSpan _keepalive;
        private readonly TimeSpan _doubtAfter;
        private Timestamp _idleSince;
        private Timestamp _unansweredSince;
        private Timestamp _askedAt;

        public TurnLiveness(TurnClientOptions options)
        {
            _keepalive = options.KeepaliveInterval;
            _doubtAfter = options.DoubtAfter;
            _idleSince = Timestamp.Zero;
            _unansweredSince = Timestamp.Never;
            _askedAt = Timestamp.Zero;
        }

        public void OnSent(Timestamp now)
        {
            _idleSince = now;
            if (_unansweredSince == Timestamp.Never) _unansweredSince = now;
        }

        public void OnHeard() => _unansweredSince = Timestamp.Never;

        public void OnAsked(Timestamp now) => _askedAt = _idleSince = now;

        /// <summary>When to ask.</summary>
        /// <param name="roundTripTime">To the server. A peer may be as far from it as we are.</param>
        public Timestamp AskAt(TimeSpan roundTripTime)
        {
            TimeSpan usual = roundTripTime * 3;
            Timestamp doubtful = Timestamp.Max(_unansweredSince + (usual > _doubtAfter ? usual : _doubtAfter), _askedAt + Pause);
            return Timestamp.Min(_idleSince + _keepalive, doubtful);
        }
    }
}
