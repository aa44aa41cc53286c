using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The link to another player of the session. Changes only within <see cref="Session.Poll"/>, except for <see cref="Statistics"/>.</summary>
    public sealed class Peer
    {
        internal Peer(Player player, LinkTraffic traffic)
        {
            Player = player;
            Traffic = traffic;
        }

        /// <summary>The player at the other end.</summary>
        public Player Player { get; }

        /// <summary>The player's id; unique in the session.</summary>
        public string Id => Player.Id;

        /// <summary>The player's name.</summary>
        public string Name => Player.Name;

        /// <summary>Where the link stands.</summary>
        public PeerState State { get; internal set; }

        /// <summary>Whether messages can be sent: the link stands, be it <see cref="PeerState.Suspect"/>.</summary>
        public bool IsConnected => State == PeerState.Connected || State == PeerState.Suspect;

        /// <summary>Why the link ended; null while it has not, and where it was ended in order.</summary>
        public LinkFailure? Failure { get; internal set; }

        /// <summary>
        /// The first message that the two games do not read alike, where <see cref="P2PClientOptions.SchemaMismatch"/> lets the link stay; null where there is none, or
        /// none was found yet.
        /// </summary>
        public MessageMismatch? Mismatch { get; internal set; }

        /// <summary>The link's path and traffic, at most a tenth of a second old. Thread: any.</summary>
        public PathStatistics Statistics => Traffic.Statistics;

        /// <summary>Smoothed round-trip time of the link's path, as <see cref="Statistics"/> has it. Thread: any.</summary>
        public TimeSpan RoundTripTime => Traffic.Statistics.RoundTripTime;

        /// <summary>Bytes of reliable messages to this peer that wait for the network. Thread: any.</summary>
        public long QueuedBytes => Traffic.QueuedBytes;

        /// <summary>The lobby of the session that it is part of.</summary>
        internal Lobby? Owner { get; set; }

        /// <summary>Whether the player is gone from the lobby: nothing that waits will ever leave.</summary>
        internal bool HasLeft { get; set; }

        /// <summary>Whether a link may come about: it is being set up, or it failed and may be offered again.</summary>
        internal bool MayConnect => !HasLeft && (State == PeerState.Connecting || (State == PeerState.Disconnected && Failure != null));

        /// <summary>Whether the game was told that this peer's messages cannot be read.</summary>
        internal bool HasSentMalformed { get; set; }

        /// <summary>What the game's and the loop's thread both know of the link.</summary>
        internal LinkTraffic Traffic { get; }

        /// <summary>What this client and the peer have asked each other, and not answered.</summary>
        internal PeerRequests Requests { get; } = new PeerRequests();

        /// <summary>The loop's end of the link; the game's thread only passes it on.</summary>
        internal MemberLink? Link { get; set; }

        /// <inheritdoc/>
        public override string ToString() => Name + " (" + State + ")";
    }
}
