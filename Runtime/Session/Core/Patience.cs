using System;

namespace P2PNet
{
    /// <summary>
    /// How long the lobby server may take. It is in vain to be impatient with a far one: times follow the round-trip time. They have a limit, since what is
    /// taken for a round trip may have been a time without a network.
    /// </summary>
    internal static class Patience
    {
        /// <summary>With a question that is asked because something is wrong: a second connection beside the first costs little.</summary>
        public static TimeSpan OfProbe(TimeSpan roundTripTime) => Between(0.25, roundTripTime * 3, 2);

        /// <summary>With a heartbeat: a packet may get lost, which TCP makes up for within this time.</summary>
        public static TimeSpan OfHeartbeat(TimeSpan roundTripTime) => Between(2, roundTripTime * 4, 5);

        /// <summary>
        /// With an attempt to come back, from DNS to the answer. TCP asks again after 1 s and then 3 s; a new attempt beats it
        /// where the network is there again in between.
        /// </summary>
        public static TimeSpan OfAttempt(TimeSpan roundTripTime) => Between(2, roundTripTime * 8, 10);

        private static TimeSpan Between(double least, TimeSpan time, double most) => TimeSpan.FromSeconds(Math.Min(Math.Max(time.TotalSeconds, least), most));
    }
}
