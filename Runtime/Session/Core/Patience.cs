using System;

namespace P2PNet
{
    /// <summary>How long the lobby server may take. It is in vain to be impatient with a far one: times follow the round-trip time.</summary>
    internal static class Patience
    {
        /// <summary>With a question that is asked because something is wrong: a second connection beside the first costs little.</summary>
        public static TimeSpan OfProbe(TimeSpan roundTripTime) => Max(TimeSpan.FromMilliseconds(250), roundTripTime * 3);

        /// <summary>With a heartbeat: a packet may get lost, which TCP makes up for within this time.</summary>
        public static TimeSpan OfHeartbeat(TimeSpan roundTripTime) => Max(TimeSpan.FromSeconds(2), roundTripTime * 4);

        /// <summary>
        /// With an attempt to come back, from DNS to the answer. TCP asks again after 1 s and then 3 s; a new attempt beats it
        /// where the network is there again in between.
        /// </summary>
        public static TimeSpan OfAttempt(TimeSpan roundTripTime) => Max(TimeSpan.FromSeconds(2), roundTripTime * 8);

        private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }
}
