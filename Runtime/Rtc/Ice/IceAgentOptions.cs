using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>What an <see cref="IceAgent"/> is made with. Immutable.</summary>
    internal sealed class IceAgentOptions
    {
        /// <summary>The role to begin with; a conflict with the peer's changes it (RFC 8445 §7.3.1.1). Default controlling.</summary>
        public IceRole Role { get; init; } = IceRole.Controlling;

        /// <summary>Which candidates may be used. Default all; <see cref="IceTransportPolicy.Relay"/> hides the player's address.</summary>
        public IceTransportPolicy TransportPolicy { get; init; }

        /// <summary>
        /// Ta, the time between two new checks (RFC 8445 §14.2). Default 10 ms: the RFC allows down to 5 ms, and a check with its IP
        /// header is some 130 bytes, so that this is 100 kbit/s while a path is looked for. 50 ms would cost a link with ten pairs
        /// half a second.
        /// </summary>
        public TimeSpan Pacing { get; init; } = TimeSpan.FromMilliseconds(10);

        /// <summary>
        /// New checks that may leave at once after a pause, each of which counts against the pacing that follows. Default 5: so the pairs of
        /// two ordinary players, two to four, are all checked at once, and an answer is checked back at once. RFC 8445 §14.2 spreads them; five checks
        /// are 650 bytes, half of one full packet. The second pair is mostly the one that works, and waited for the first in vain.
        /// </summary>
        public int CheckBurst { get; init; } = 5;

        /// <summary>
        /// The first retransmission time-out of a check. Default 150 ms, then doubling; RFC 8445 §14.3 asks for 500 ms, which would be
        /// all that a player waits for after one loss. A path that is slower than this gets a check twice and loses nothing.
        /// </summary>
        public TimeSpan InitialRto { get; init; } = TimeSpan.FromMilliseconds(150);

        /// <summary>
        /// Where the doubling ends. Default 1 s: a NAT or firewall opens when the other side's check goes out, and the check that
        /// comes right after that is the one that connects.
        /// </summary>
        public TimeSpan MaxRto { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>How often a check is sent before its pair has failed. Default 7, RFC 8489 §6.2.1's Rc: with the default times that takes 5 s.</summary>
        public int MaxTransmissions { get; init; } = 7;

        /// <summary>Silence after which the path is <see cref="IceState.Suspect"/>. Default 1 s.</summary>
        public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>Silence after which the path is lost. Default 8 s; RFC 7675 §5.1 lets consent expire after 30 s.</summary>
        public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(8);

        /// <summary>
        /// Longest time from the peer's credentials to a working path. Default 15 s. It is also what ends the search when the peer never
        /// says that it has no more candidates.
        /// </summary>
        public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

        /// <summary>
        /// Time from the peer's credentials before which the search is not given up, even where every pair has failed or there is
        /// none: the peer may have begun later, and its check would still show a way (RFC 8863). Default 8 s: a whole check of the
        /// peer's, begun 3 s late.
        /// </summary>
        public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(8);

        /// <summary>
        /// Mean silence before the path is checked, each drawn from 80 % to 120 % of it. Default 400 ms, and at most 40 % of
        /// <see cref="SuspectAfter"/>: three checks get lost before a path is suspect. See <see cref="ConsentMonitor"/> for what it
        /// costs; RFC 7675 §5.1 wants at least 4 s between consent checks, in which a game would stand still.
        /// </summary>
        public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromMilliseconds(400);

        /// <summary>Mean time between consent checks while authenticated traffic comes in, drawn likewise. Default 5 s, as RFC 7675 §5.1.</summary>
        public TimeSpan ConsentInterval { get; init; } = TimeSpan.FromSeconds(5);

        /// <summary>Time without an answer to any check of our own after which nothing may be sent any more. Default 30 s, RFC 7675 §5.1.</summary>
        public TimeSpan ConsentExpiry { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>Most pairs on the checklist; the least preferred are dropped (RFC 8445 §6.1.2.5). Default 100.</summary>
        public int MaxPairs { get; init; } = 100;

        /// <summary>Most remote candidates that are kept, signaled and discovered ones together. Default 100.</summary>
        public int MaxRemoteCandidates { get; init; } = 100;
    }
}
