namespace P2PNet
{
    /// <summary>What a session has counted since it began.</summary>
    public readonly struct SessionStatistics
    {
        /// <summary>Messages that send calls accepted; a broadcast counts once for each peer.</summary>
        public long MessagesSent { get; init; }

        /// <summary>Messages that were handed to a handler.</summary>
        public long MessagesReceived { get; init; }

        /// <summary>Unreliable messages that were dropped on their way out, because newer ones came faster than the network took them.</summary>
        public long DroppedOutgoing { get; init; }

        /// <summary>
        /// Messages that waited for a link and were dropped, because the player or this client left before one stood; and broadcasts for a player for whom no more
        /// may wait, once for each such player.
        /// </summary>
        public long DroppedWaiting { get; init; }

        /// <summary>Unreliable messages that were dropped on their way in, because the game did not poll.</summary>
        public long DroppedIncoming { get; init; }

        /// <summary>Sequenced messages that arrived after a newer one and were dropped, as their delivery asks.</summary>
        public long Overtaken { get; init; }

        /// <summary>Messages for which the game has no handler.</summary>
        public long Unhandled { get; init; }

        /// <summary>Messages that could not be read; see <see cref="Session.MessageRejected"/>.</summary>
        public long Malformed { get; init; }

        /// <summary>Messages larger than the peer accepts.</summary>
        public long TooLarge { get; init; }

        /// <summary>
        /// What peers said beside messages, and was ignored: kinds of frames that this version does not know, answers to what was not asked, what came
        /// twice, and what cannot be read; and messages of a peer whose link is about to end for its <see cref="SchemaMismatch"/>.
        /// </summary>
        public long IgnoredFrames { get; init; }

        /// <summary>Requests that were sent.</summary>
        public long RequestsSent { get; init; }

        /// <summary>Requests of peers that a handler has answered.</summary>
        public long RequestsAnswered { get; init; }

        /// <summary>Requests of peers that were refused: by a handler, for want of one, or because too many were open.</summary>
        public long RequestsRefused { get; init; }

        /// <summary>Answers that came after their request had ended: by its time-out, or because it was cancelled.</summary>
        public long LateResponses { get; init; }

        /// <summary>Answers that were not sent, because the peer that asked did not take what was sent to it before.</summary>
        public long DroppedResponses { get; init; }
    }
}
