using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;
using P2PNet.Rtc.Turn;

namespace P2PNet.Native
{
    /// <summary>What came of one way to a relay: a socket or a connection of its own, an allocation, and its end. Immutable.</summary>
    internal sealed class RelayTrial
    {
        private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

        private RelayTrial()
        {
        }

        /// <summary>Why the relay could not be asked, in a sentence; null where it was.</summary>
        public string? Problem { get; private init; }

        /// <summary>Time of the TCP handshake, with TLS of both; null for UDP and where there was no connection.</summary>
        public TimeSpan? ConnectTime { get; private init; }

        /// <summary>What the relay said; null where it could not be asked.</summary>
        public RelayProbeOutcome? Outcome { get; private init; }

        /// <summary>Tries the way's first address, until the deadline at the latest.</summary>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public static async Task<RelayTrial> RunAsync(NetworkClock clock, RelayWay way, Timestamp deadline, CancellationToken cancellation)
        {
            if (way.Addresses.Count == 0) return new RelayTrial { Problem = "The name " + way.Url.Host + " is not known here." };
            try
            {
                if (way.Url.Transport == TurnTransport.Udp) return await RunDatagramsAsync(clock, way, deadline, cancellation).ConfigureAwait(false);
                return await RunStreamAsync(clock, way, deadline, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException || e is IOException || e is ObjectDisposedException)
            {
                return new RelayTrial { Problem = "The connection broke: " + e.Message.TrimEnd('.') + "." };
            }
        }

        private static async Task<RelayTrial> RunDatagramsAsync(NetworkClock clock, RelayWay way, Timestamp deadline, CancellationToken cancellation)
        {
            using var shell = new UdpProbeShell(clock, way.Addresses[0].IsIPv6, 1);
            RelayProbe probe = Start(clock, way);
            await shell.RunAsync(new RelayRun(probe), deadline, cancellation).ConfigureAwait(false);
            return new RelayTrial { Outcome = probe.Outcome };
        }

        private static async Task<RelayTrial> RunStreamAsync(NetworkClock clock, RelayWay way, Timestamp deadline, CancellationToken cancellation)
        {
            using var shell = new StreamProbeShell(clock, way.Addresses[0]);
            Timestamp start = clock.Now;
            TimeSpan limit = deadline - start < ConnectLimit ? deadline - start : ConnectLimit;
            string? problem = await shell.ConnectAsync(way.Url.Transport == TurnTransport.Tls ? way.Url.Host : null, limit, cancellation).ConfigureAwait(false);
            if (problem != null) return new RelayTrial { Problem = problem };
            TimeSpan connectTime = clock.Now - start;
            RelayProbe probe = Start(clock, way);
            await shell.RunAsync(new RelayRun(probe), deadline, cancellation).ConfigureAwait(false);
            return new RelayTrial { Outcome = probe.Outcome, ConnectTime = connectTime };
        }

        private static RelayProbe Start(NetworkClock clock, RelayWay way)
        {
            var options = new TurnClientOptions(default, way.Addresses[0], way.Url.Transport)
            {
                Username = way.Server.Username,
                Credential = way.Server.Credential,
                Realm = way.Server.Realm,
                Nonce = way.Server.Nonce,
                WantsIPv6 = false,
            };
            var probe = new RelayProbe(options, NativeCrypto.Create(), SystemRandom.Instance);
            probe.Start(clock.Now);
            return probe;
        }
    }
}
