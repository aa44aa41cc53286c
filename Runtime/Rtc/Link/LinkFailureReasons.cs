using System;
using System.Globalization;

namespace P2PNet.Rtc.Link
{
    /// <summary>What to tell a player whose link did not come up: what happened, what it may be, what to do.</summary>
    internal static class LinkFailureReasons
    {
        public static string TooLong(LinkStage stage, TimeSpan limit)
        {
            string within = " within " + limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s. ";
            switch (stage)
            {
                case LinkStage.Signaling:
                    return "The other player did not answer" + within + "They may have left or lost the lobby server; try again.";
                case LinkStage.Ice:
                    return "No network path to the other player was found" + within
                        + "A firewall or a strict NAT is in the way; another network, or a TURN relay in the game's settings, would help.";
                case LinkStage.Dtls:
                    return "The encrypted handshake with the other player did not finish" + within
                        + "The connection is very bad, or their program does not speak DTLS 1.2 as ours does.";
                default:
                    return "The encrypted connection to the other player stands, but its data channels did not open" + within
                        + "The connection is very bad, or their program is of another kind.";
            }
        }
    }
}
