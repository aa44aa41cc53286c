using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>
    /// What two members of a lobby say to each other to set up their link. The sender names the receiver in <see cref="To"/>; the server
    /// passes the frame on with the sender in <see cref="From"/> instead, and looks at nothing else.
    /// </summary>
    internal abstract class SignalFrame : Frame
    {
        private protected SignalFrame(SignalRoute route)
        {
            To = route.To;
            From = route.From;
            Link = route.Link;
        }

        /// <summary>The receiving player's id; null in a frame from the server.</summary>
        public string? To { get; }

        /// <summary>The sending player's id; null in a frame from a client.</summary>
        public string? From { get; }

        /// <summary>
        /// The attempt at a link that this belongs to, chosen anew by the offerer for each. Signals of another attempt than the newest are
        /// stale and ignored by the receiver.
        /// </summary>
        public string Link { get; }

        /// <summary>The same signal as the server passes it on.</summary>
        public abstract SignalFrame PassedOnFrom(string playerId);

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            if (To != null) writer.WriteString("to", To);
            if (From != null) writer.WriteString("from", From);
            writer.WriteString("link", Link);
        }

        /// <summary>The route of the copy that the server passes on.</summary>
        private protected SignalRoute RouteFrom(string playerId) => SignalRoute.FromPlayer(playerId, Link);
    }
}
