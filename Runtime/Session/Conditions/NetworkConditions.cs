using System;
using System.Globalization;
using System.Text;

namespace P2PNet
{
    /// <summary>
    /// A network that is worse than the one at hand, for a developer's own testing: what <see cref="Session.Simulate(NetworkConditions?)"/> makes of
    /// this client's UDP traffic. Immutable; <c>NetworkConditions.Poor with { Seed = 7 }</c> changes a copy.
    /// </summary>
    /// <remarks>
    /// <para>
    /// It works on datagrams, below DTLS and SCTP: a lost one makes reliable messages be sent again and unreliable ones vanish, as in earnest. All UDP
    /// traffic of the client passes it, checks of ICE, STUN and TURN over UDP included. The lobby server's connection and relays over TCP or TLS do not.
    /// </para>
    /// <para>
    /// Each datagram sent passes it once, and each received once, so the round-trip time grows by twice <see cref="Latency"/>, and of requests with answers
    /// both ways may get lost. Where two players simulate, the path has both. Every direction has a line of its own, on which a datagram meets, in this order:
    /// <see cref="Loss"/>, the bottleneck (<see cref="Bandwidth"/>, <see cref="MaxQueueDelay"/>), <see cref="Latency"/> with <see cref="Jitter"/>,
    /// <see cref="Reorder"/>. A <see cref="Duplicate"/> is one more datagram behind it, which meets all but loss.
    /// </para>
    /// </remarks>
    public sealed record NetworkConditions
    {
        private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan MinQueue = TimeSpan.FromMilliseconds(1);

        private const long MinBandwidth = 8_000;
        private const long MaxBandwidth = 1_000_000_000;

        /// <summary>A home connection by cable: 8 ms ± 2 ms one way, 0.05 % lost, 40 Mbit/s. Like the other presets a plausible network, not a measured one.</summary>
        public static NetworkConditions Cable { get; } = new NetworkConditions
        {
            Latency = TimeSpan.FromMilliseconds(8),
            Jitter = TimeSpan.FromMilliseconds(2),
            Loss = 0.0005,
            Bandwidth = 40_000_000,
        };

        /// <summary>Wi-Fi in a busy house, with the line behind it: 12 ms ± 8 ms one way, 0.5 % lost, 20 Mbit/s.</summary>
        public static NetworkConditions Wifi { get; } = new NetworkConditions
        {
            Latency = TimeSpan.FromMilliseconds(12),
            Jitter = TimeSpan.FromMilliseconds(8),
            Loss = 0.005,
            Bandwidth = 20_000_000,
        };

        /// <summary>A phone on 4G: 35 ms ± 15 ms one way, 1 % lost, 0.1 % out of order, 8 Mbit/s with up to 400 ms of queue.</summary>
        public static NetworkConditions Mobile4G { get; } = new NetworkConditions
        {
            Latency = TimeSpan.FromMilliseconds(35),
            Jitter = TimeSpan.FromMilliseconds(15),
            Loss = 0.01,
            Reorder = 0.001,
            Bandwidth = 8_000_000,
            MaxQueueDelay = TimeSpan.FromMilliseconds(400),
        };

        /// <summary>A phone on 3G: 90 ms ± 40 ms one way, 2 % lost, 0.5 % out of order, 1 Mbit/s with up to 800 ms of queue.</summary>
        public static NetworkConditions Mobile3G { get; } = new NetworkConditions
        {
            Latency = TimeSpan.FromMilliseconds(90),
            Jitter = TimeSpan.FromMilliseconds(40),
            Loss = 0.02,
            Reorder = 0.005,
            Bandwidth = 1_000_000,
            MaxQueueDelay = TimeSpan.FromMilliseconds(800),
        };

        /// <summary>As bad as players still put up with: 120 ms ± 60 ms one way, 5 % lost, 1 % twice, 2 % out of order, 1 Mbit/s.</summary>
        public static NetworkConditions Poor { get; } = new NetworkConditions
        {
            Latency = TimeSpan.FromMilliseconds(120),
            Jitter = TimeSpan.FromMilliseconds(60),
            Loss = 0.05,
            Duplicate = 0.01,
            Reorder = 0.02,
            Bandwidth = 1_000_000,
        };

        /// <summary>The time that a datagram is longer under way, one way. 0 (default) to 10 s.</summary>
        public TimeSpan Latency { get; init; }

        /// <summary>
        /// How much <see cref="Latency"/> varies: each datagram takes from Latency - Jitter to Latency + Jitter, any time between them equally likely. 0 (default) to
        /// Latency. It changes no order, as on a real path, where queues make it: a datagram whose time is up waits for the one before it. So where datagrams
        /// follow each other faster than Jitter, more of them take longer than Latency than take less.
        /// </summary>
        public TimeSpan Jitter { get; init; }

        /// <summary>The part of all datagrams that gets lost, each independently of the others: 0 (default) to 1.</summary>
        public double Loss { get; init; }

        /// <summary>The part of all datagrams that arrives twice: 0 (default) to 1.</summary>
        public double Duplicate { get; init; }

        /// <summary>
        /// The part of all datagrams that is overtaken: 0 (default) to 1. Each of them waits until one to three later datagrams between the same two sockets have
        /// passed it, for 100 ms at most.
        /// </summary>
        public double Reorder { get; init; }

        /// <summary>
        /// Bits a second that pass, the headers of IP and UDP included (28 bytes a datagram, over IPv6 48): 8,000 to 1,000,000,000, or 0 (default) for as many as come.
        /// </summary>
        public long Bandwidth { get; init; }

        /// <summary>
        /// The queue before the bottleneck: a datagram that would have to wait for longer is dropped, as a router drops what does not fit any more.
        /// 1 ms to 10 s, default 200 ms. Without <see cref="Bandwidth"/> nothing waits.
        /// </summary>
        public TimeSpan MaxQueueDelay { get; init; } = TimeSpan.FromMilliseconds(200);

        /// <summary>
        /// What all dice start from. With the same seed the first, second, third… datagram of a direction meets the same fate again. Which datagrams those are still
        /// depends on the timing of two machines. Null (default): another one each time.
        /// </summary>
        public ulong? Seed { get; init; }

        /// <summary>The conditions in a line, such as <c>80 ms ± 20 ms, 2 % lost</c>.</summary>
        public override string ToString()
        {
            var text = new StringBuilder();
            Append(text, Latency > TimeSpan.Zero, Milliseconds(Latency) + (Jitter > TimeSpan.Zero ? " ± " + Milliseconds(Jitter) : string.Empty));
            Append(text, Loss > 0, Percent(Loss) + " lost");
            Append(text, Duplicate > 0, Percent(Duplicate) + " twice");
            Append(text, Reorder > 0, Percent(Reorder) + " out of order");
            Append(text, Bandwidth > 0, Bits(Bandwidth) + " with up to " + Milliseconds(MaxQueueDelay) + " of queue");
            return text.Length == 0 ? "nothing changed" : text.ToString();
        }

        /// <exception cref="ArgumentException">A property is out of its range; the sentence names it.</exception>
        internal void Validate(string parameter)
        {
            if (Latency < TimeSpan.Zero || Latency > MaxTime) throw Invalid(parameter, nameof(Latency), "0 to 10 s", Seconds(Latency));
            if (Jitter < TimeSpan.Zero || Jitter > Latency) throw Invalid(parameter, nameof(Jitter), "0 to Latency, which is " + Seconds(Latency), Seconds(Jitter));
            CheckPart(parameter, nameof(Loss), Loss);
            CheckPart(parameter, nameof(Duplicate), Duplicate);
            CheckPart(parameter, nameof(Reorder), Reorder);
            if (Bandwidth != 0 && (Bandwidth < MinBandwidth || Bandwidth > MaxBandwidth))
                throw Invalid(parameter, nameof(Bandwidth), "8000 to 1000000000 bits a second, or 0 for no limit", Bandwidth.ToString(CultureInfo.InvariantCulture));
            if (MaxQueueDelay < MinQueue || MaxQueueDelay > MaxTime) throw Invalid(parameter, nameof(MaxQueueDelay), "1 ms to 10 s", Seconds(MaxQueueDelay));
        }

        private static void CheckPart(string parameter, string name, double value)
        {
            // Written so that NaN fails, too.
            if (!(value >= 0 && value <= 1)) throw Invalid(parameter, name, "0 to 1", value.ToString(CultureInfo.InvariantCulture));
        }

        private static ArgumentException Invalid(string parameter, string name, string range, string value) =>
            new ArgumentException("NetworkConditions." + name + " is " + value + ", but goes from " + range + ".", parameter);

        private static void Append(StringBuilder text, bool isThere, string part)
        {
            if (isThere) text.Append(text.Length == 0 ? string.Empty : ", ").Append(part);
        }

        private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture) + " s";

        private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.####", CultureInfo.InvariantCulture) + " ms";

        private static string Percent(double part) => (part * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";

        private static string Bits(long bits) => bits >= 1_000_000
            ? (bits / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + " Mbit/s"
            : (bits / 1e3).ToString("0.###", CultureInfo.InvariantCulture) + " kbit/s";
    }
}
