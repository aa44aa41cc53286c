using System;
using System.Globalization;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>How a difference is told, to the player here and to the one at the other end.</summary>
    internal static class MismatchSentences
    {
        private const string Here = " here";
        private const string There = " there";
        private const string Advice = "; both players need the same version of the game.";

        /// <summary>A message that both have, by the same name and id.</summary>
        /// <param name="message">Ours.</param>
        /// <param name="difference">As <see cref="SchemaComparison"/> puts it; empty where nothing is known of it.</param>
        /// <param name="local">This player's name.</param>
        /// <param name="remote">The peer's.</param>
        public static MessageMismatch Differs(MessageDescriptor message, string difference, string local, string remote)
        {
            string Tell(string here, string there) => message.Name + " differs" + (difference.Length == 0 ? "" : ": " + Place(difference, here, there)) + Advice;
            return new MessageMismatch(message.Name, Tell(Here, At(remote)), Tell(At(local), At(remote)));
        }

        /// <summary>Both give one id to messages of different names.</summary>
        public static MessageMismatch OtherName(MessageDescriptor message, string theirs, string local, string remote)
        {
            string Tell(string here) => "The id " + Number(message.Id) + " is " + message.Name + here + " and " + theirs + At(remote) + Advice;
            return new MessageMismatch(message.Name, Tell(Here), Tell(At(local)));
        }

        /// <summary>Both have a message of this name, by different ids.</summary>
        public static MessageMismatch OtherId(MessageDescriptor message, ushort theirs, string local, string remote)
        {
            string Tell(string here) => message.Name + " has the id " + Number(message.Id) + here + " and " + Number(theirs) + At(remote) + Advice;
            return new MessageMismatch(message.Name, Tell(Here), Tell(At(local)));
        }

        private static string Place(string difference, string here, string there)
        {
            if (difference.EndsWith(There, StringComparison.Ordinal)) difference = difference.Substring(0, difference.Length - There.Length) + there;
            else if (difference.EndsWith(Here, StringComparison.Ordinal)) return difference.Substring(0, difference.Length - Here.Length) + here;
            int at = difference.IndexOf(Here + " and ", StringComparison.Ordinal);
            return at < 0 ? difference : difference.Substring(0, at) + here + difference.Substring(at + Here.Length);
        }

        private static string At(string player) => " at " + player + "'s";

        private static string Number(ushort id) => id.ToString(CultureInfo.InvariantCulture);
    }
}
