using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Tells which sequenced messages of a peer come too late. The sender has one counter for all its peers, so that a broadcast is
    /// written once; here its numbers have gaps, but they only grow.
    /// </summary>
    internal struct SequenceFilter
    {
        // The counter wraps after 65536 messages and says nothing after half of them. No datagram is under way for so long, and no
        // game sends 32768 messages in it, so after such a silence any number is a new one.
        private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

        private ushort _newest;
        private Timestamp _forgetAt;

        /// <summary>Whether the message is newer than all before it, which it then counts among.</summary>
        public bool TryAdvance(Timestamp now, ushort sequence)
        {
            // Newer is less than half the circle ahead (RFC 1982).
            bool isNewer = (short)(ushort)(sequence - _newest) > 0;
            if (now < _forgetAt && !isNewer) return false;
            _newest = sequence;
            _forgetAt = now + Memory;
            return true;
        }
    }
}
