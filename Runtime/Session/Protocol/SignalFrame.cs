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
            Sequence = route.Sequence;
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

        /// <summary>
        /// Counts the signals of a client to the server, or of the server to a client, from 1 within a membership, whatever connections it
        /// takes, so that none is lost or doubled where one connection replaces another. Null where the sender does not resume.
        /// </summary>
        public long? Sequence { get; }

        /// <summary>The same signal with another head.</summary>
        public abstract SignalFrame Along(SignalRoute route);

        /// <summary>The same signal as the server passes it on.</summary>
        public SignalFrame PassedOnFrom(string playerId, long? sequence = null) => Along(SignalRoute.FromPlayer(playerId, Link, sequence));

        /// <summary>The same signal as a client sends it.</summary>
        public SignalFrame Numbered(long sequence) => Along(SignalRoute.ToPlayer(To!, Link, sequence));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            if (To != null) writer.WriteString("to", To);
            if (From != null) writer.WriteString("from", From);
            writer.WriteString("link", Link);
            if (Sequence is long sequence) writer.WriteNumber("seq", sequence);
        }
    }
}
