using System;
using P2PNet.Messages;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>How a <see cref="P2PClient"/> works. Immutable; everything has a default that suits a game of 2 to 16 players.</summary>
    public sealed class P2PClientOptions
    {
        /// <summary>
        /// Where the lobby server is: <c>https://play.example.org</c> or <c>http://127.0.0.1:7777</c>; <c>ws</c> and <c>wss</c> are
        /// understood too. Default <c>http://127.0.0.1:7777</c>, where the server listens when nothing is configured.
        /// </summary>
        public string ServerUrl { get; init; } = "http://127.0.0.1:7777";

        /// <summary>The name that other players see, 1 to 64 characters. Default "Player".</summary>
        public string PlayerName { get; init; } = "Player";

        /// <summary>
        /// Longest time from the call that creates or joins a lobby to the <see cref="Session"/> or a <see cref="P2PException"/>.
        /// 1 s to 5 min, default 15 s: several tries over a bad mobile network, and about as long as a player looks at a progress bar.
        /// </summary>
        public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(15);

        /// <summary>
        /// Longest time that leaving may take: what was sent before still goes out, reliable messages until they arrived, then the peers and the
        /// server are told.
        /// 0 to 1 min, default 1 s.
        /// </summary>
        public TimeSpan LeaveTimeout { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>Silence after which a peer is <see cref="PeerState.Suspect"/>. 100 ms to 1 min, default 1 s.</summary>
        public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>Silence after which the link to a peer is given up: <see cref="SuspectAfter"/> and 100 ms to 10 min, default 8 s.</summary>
        public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(8);

        /// <summary>
        /// Reliable messages to one peer that wait until the network takes them, 1 to 65536; one more and a send call answers
        /// <see cref="SendResult.WouldBlock"/>. Default 4096: a minute at 60 Hz.
        /// </summary>
        public int MaxQueuedReliable { get; init; } = 4096;

        /// <summary>Bytes of reliable messages to one peer that wait, 1 KiB or more; see <see cref="MaxQueuedReliable"/>. Default 8 MiB.</summary>
        public int MaxQueuedReliableBytes { get; init; } = 8 << 20;

        /// <summary>
        /// What becomes of messages and requests to peers whose link does not stand, where the call does not say. Default <see cref="WhenNotConnected.Fail"/>:
        /// a game learns at the call that nobody hears it.
        /// </summary>
        public WhenNotConnected WhenNotConnected { get; init; }

        /// <summary>
        /// Unreliable messages that wait on their way out, and as many that wait to be polled, 1 to 65536. One more drops the oldest,
        /// which is counted (<see cref="SessionStatistics"/>). Default 4096: four seconds of 16 players at 60 Hz.
        /// </summary>
        public int MaxQueuedUnreliable { get; init; } = 4096;

        /// <summary>
        /// Reliable messages of one peer that wait to be polled, 1 to 65536. They are never dropped; a game that lets more pile up loses
        /// the link to that peer, with a reason that says so. Default 8192: two minutes without a poll at 60 Hz.
        /// </summary>
        public int MaxUnpolledReliable { get; init; } = 8192;

        /// <summary>Bytes of messages of one peer that wait to be polled, 1 KiB or more; see <see cref="MaxUnpolledReliable"/>. Default 16 MiB.</summary>
        public int MaxUnpolledBytes { get; init; } = 16 << 20;

        /// <summary>
        /// Longest time from <see cref="Session.RequestAsync{TRequest, TResponse}"/> to the answer, where the call does not say. 100 ms to 1 h, default
        /// 10 s: longer than <see cref="LostAfter"/>, so that a lost link is reported as what it is.
        /// </summary>
        public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>
        /// Requests to one peer that wait for their answers, and as many of one peer that handlers here may be working on, 1 to 65536; one more is
        /// refused (<see cref="RequestRefusal.TooManyOpen"/>). Default 256: more than four a frame for a second.
        /// </summary>
        public int MaxOpenRequests { get; init; } = 256;

        /// <summary>
        /// Bytes of large messages (<c>SendLargeAsync</c>) that one peer may have here, on their way or waiting to be polled, 0 to 1 GiB. A larger message is refused; one for which there is
        /// no room at the moment waits at its sender. Memory is taken as the bytes arrive. Default 16 MiB; 0 takes none.
        /// </summary>
        public int MaxLargeMessageSize { get; init; } = 16 << 20;

        /// <summary>
        /// How long a transfer whose link was lost waits for another link to the same player, which is tried for as long as transfers wait, before it fails. 0 to 1 h, default 1 min.
        /// </summary>
        public TimeSpan TransferResumeTimeout { get; init; } = TimeSpan.FromMinutes(1);

        /// <summary>
        /// What becomes of the link to a peer whose game has another schema for a message that both know. Default <see cref="SchemaMismatch.Disconnect"/>: a
        /// number where a text was would be refused, but a whole number where a fraction was is read as one, and shows only as nonsense in the game.
        /// Messages that only one side has, and members that were added, are no mismatch, unless two messages have the same id.
        /// </summary>
        public SchemaMismatch SchemaMismatch { get; init; }

        /// <summary>
        /// Whether a send call wakes the network thread, so that the message leaves at once. Without it messages leave at
        /// <see cref="Session.Flush"/> at the latest, several in one packet. Default true.
        /// </summary>
        public bool AutoFlush { get; init; } = true;

        /// <summary>
        /// Whether 127.0.0.1 and ::1 are offered to peers before the other addresses; only processes on the same machine can reach them.
        /// Null (default): when <see cref="ServerUrl"/> is on loopback, since then other players may be on this machine, too.
        /// </summary>
        public bool? IncludeLoopback { get; init; }

        /// <summary>
        /// Whether peers are met on this machine alone: 127.0.0.1 and ::1 are the only addresses that are offered, and no packet of the game's leaves the
        /// machine. For several players of one developer, and for tests. Default false.
        /// </summary>
        public bool LoopbackOnly { get; init; }

        /// <summary>Local UDP port, 1 to 65535, or 0 (default) for any free one. One that is taken makes each join fail with a sentence that says so.</summary>
        public int LocalPort { get; init; }

        /// <summary>
        /// Which paths to peers may be used. Default all. <see cref="IceTransportPolicy.Relay"/> hides the player's addresses from the others:
        /// everything goes over the relay (TURN) that the lobby server names, and where it names none no link comes about.
        /// </summary>
        public IceTransportPolicy TransportPolicy { get; init; }

        /// <summary>
        /// A worse network for a developer's own testing, from the first datagram on, so that joining is under it too; <see cref="Session.Simulate(NetworkConditions?)"/>
        /// changes it for one session. Null (default): the network as it is.
        /// </summary>
        public NetworkConditions? Conditions { get; init; }

        /// <summary>Hears, on any thread, one line about each step of a session and its links, and about each thing that should not happen; no secrets. It must not throw. Null (default) for nobody.</summary>
        public Action<string>? Log { get; init; }

        /// <summary>The messages that peers' are compared with; null for <see cref="MessageRegistry.Default"/>. For tests in which two versions meet in one process.</summary>
        internal MessageRegistry? Messages { get; init; }

        /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
        internal Uri Validate()
        {
            Uri server = ParseServerUrl();
            if (string.IsNullOrWhiteSpace(PlayerName)) throw Invalid(nameof(PlayerName), "is empty: give 1 to 64 characters");
            if (ProtocolRules.CheckName(PlayerName) is string rule) throw Invalid(nameof(PlayerName), rule);
            CheckRange(nameof(JoinTimeout), JoinTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
            CheckRange(nameof(LeaveTimeout), LeaveTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            CheckRange(nameof(SuspectAfter), SuspectAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
            CheckRange(nameof(LostAfter), LostAfter, SuspectAfter + TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
            CheckRange(nameof(MaxQueuedReliable), MaxQueuedReliable, 1, 65536);
            CheckRange(nameof(MaxQueuedReliableBytes), MaxQueuedReliableBytes, 1024, int.MaxValue);
            CheckRange(nameof(MaxQueuedUnreliable), MaxQueuedUnreliable, 1, 65536);
            CheckRange(nameof(MaxUnpolledReliable), MaxUnpolledReliable, 1, 65536);
            CheckRange(nameof(MaxUnpolledBytes), MaxUnpolledBytes, 1024, int.MaxValue);
            CheckRange(nameof(RequestTimeout), RequestTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
            CheckRange(nameof(MaxOpenRequests), MaxOpenRequests, 1, 65536);
            CheckRange(nameof(MaxLargeMessageSize), MaxLargeMessageSize, 0, 1 << 30);
            CheckRange(nameof(TransferResumeTimeout), TransferResumeTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
            CheckRange(nameof(WhenNotConnected), WhenNotConnected, WhenNotConnected.Fail, WhenNotConnected.Wait);
            CheckRange(nameof(SchemaMismatch), SchemaMismatch, SchemaMismatch.Disconnect, SchemaMismatch.Report);
            CheckRange(nameof(LocalPort), LocalPort, 0, 65535);
            Conditions?.Validate(nameof(Conditions));
            return server;
        }

        private Uri ParseServerUrl()
        {
            if (Uri.TryCreate(ServerUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" or "ws" or "wss") return url;
            throw new ArgumentException("ServerUrl is the address of the lobby server, such as http://127.0.0.1:7777; it is \"" + ServerUrl + "\".", nameof(ServerUrl));
        }

        private static void CheckRange<T>(string name, T value, T lowest, T highest)
            where T : IComparable
        {
            if (value.CompareTo(lowest) < 0 || value.CompareTo(highest) > 0) throw Invalid(name, "is from " + lowest + " to " + highest + ", not " + value);
        }

        private static ArgumentException Invalid(string name, string rule) => new ArgumentException("P2PClientOptions." + name + " " + rule + ".", name);
    }
}
