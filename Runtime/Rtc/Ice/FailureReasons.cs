using System;
using System.Globalization;
using System.Text;

namespace P2PNet.Rtc.Ice
{
    /// <summary>The sentences that an ended search or path is explained with; a player may read them.</summary>
    internal static class FailureReasons
    {
        public static string NoPath(in SearchSummary search)
        {
            if (!search.HasLocal) return "This device has no network address to connect from. Check that it is online.";
            if (search.Pairs > 0) return Tried(search);
            if (search.RemoteCandidates > 0)
                return "None of the other player's addresses can be reached from this network: the two have no address family or kind of path in common.";
            if (search.Hidden > 0)
                return "The other player's browser hides all of its addresses (" + Number(search.Hidden) + " .local), and none of its connection attempts arrived.";
            return "The other player named no address to connect to, and none of its connection attempts arrived within " + Seconds(search.Elapsed) + ".";
        }

        public static string Lost(TimeSpan silence, int otherPaths)
        {
            string everywhere = otherPaths == 0 ? string.Empty : otherPaths == 1 ? ", nor on the one other path" : ", nor on any of " + Number(otherPaths) + " other paths";
            return "The connection to the other player is lost: nothing was heard for " + Seconds(silence) + everywhere + ".";
        }

        public static string ConsentExpired(TimeSpan time)
            => "The connection to the other player is lost: no connection check was answered for " + Seconds(time) + ", although data still came in.";

        public static string ConsentRevoked() => "The other player's device ended the connection.";

        private static string Tried(in SearchSummary search)
        {
            var text = new StringBuilder(search.Pairs == 1 ? "The only path to the other player did not work" : "None of the " + Number(search.Pairs) + " paths to the other player worked");
            text.Append(" within ").Append(Seconds(search.Elapsed));
            if (search.Pairs > 1) text.Append(" (").Append(Kinds(search)).Append(')');
            text.Append(search.HeardPeer ? ": the other player's attempts arrived here, but no answer to ours. " : ": no answer came, and no attempt of the other player's. ");
            text.Append(search.Relayed > 0
                ? "A firewall blocks the way between the two networks, and the relay did not get around it."
                : "A firewall or NAT blocks the way between the two networks; a relay (TURN) server gets around it.");
            return text.ToString();
        }

        private static string Kinds(in SearchSummary search)
        {
            var text = new StringBuilder();
            Append(text, search.Direct, " between the devices' own addresses");
            Append(text, search.ThroughNat, " through NATs");
            Append(text, search.Relayed, " over relays");
            return text.ToString();
        }

        private static void Append(StringBuilder text, int count, string kind)
        {
            if (count == 0) return;
            if (text.Length > 0) text.Append(", ");
            text.Append(Number(count)).Append(kind);
        }

        private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

        private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
    }
}
