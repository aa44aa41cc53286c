using System;
using System.Globalization;

namespace P2PNet.Rtc.Ice
{
    /// <summary>The sentences that an ended search or path is explained with; a player may read them.</summary>
    internal static class FailureReasons
    {
        public static string NoPath(bool hasLocal, int remoteCandidates, long hidden, int pairs, TimeSpan elapsed)
        {
            if (!hasLocal) return "This device has no network address to connect from. Check that it is online.";
            if (pairs > 0)
            {
                string what = pairs == 1 ? "The only path to the other player did not work" : "None of the " + Number(pairs) + " paths to the other player worked";
                return what + " within " + Seconds(elapsed) + ". A firewall or NAT blocks the way between the two networks; a relay (TURN) server gets around it.";
            }

            if (remoteCandidates > 0) return "None of the other player's addresses can be reached from this network: the two have no address family or kind of path in common.";
            if (hidden > 0) return "The other player's browser hides all of its addresses (" + Number(hidden) + " .local), and none of its connection attempts arrived.";
            return "The other player named no address to connect to, and none of its connection attempts arrived within " + Seconds(elapsed) + ".";
        }

        public static string Lost(TimeSpan silence) => "The connection to the other player is lost: nothing was heard for " + Seconds(silence) + ".";

        public static string ConsentExpired(TimeSpan time)
            => "The connection to the other player is lost: no connection check was answered for " + Seconds(time) + ", although data still came in.";

        public static string ConsentRevoked() => "The other player's device ended the connection.";

        private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

        private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
    }
}
