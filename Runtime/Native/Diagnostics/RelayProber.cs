using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;
using P2PNet.Rtc.Turn;

namespace P2PNet.Native
{
    /// <summary>Tries every way to every relay, all at the same time: each has a socket or a connection of its own.</summary>
    internal sealed class RelayProber
    {
        private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

        private readonly NetworkClock _clock;
        private readonly ProbeMeter _meter;
        private readonly Timestamp _deadline;
        private readonly CancellationToken _cancellation;

        public RelayProber(NetworkClock clock, ProbeMeter meter, Timestamp deadline, CancellationToken cancellation)
        {
            _clock = clock;
            _meter = meter;
            _deadline = deadline;
            _cancellation = cancellation;
        }

        public async Task<IReadOnlyList<RelayReport>> RunAsync(IReadOnlyList<IReadOnlyList<RelayWay>> relays)
        {
            var running = new List<Task<RelayReport>>();
            foreach (IReadOnlyList<RelayWay> ways in relays) running.Add(TryAsync(ways));
            return await Task.WhenAll(running).ConfigureAwait(false);
        }

        private async Task<RelayReport> TryAsync(IReadOnlyList<RelayWay> ways)
        {
            var running = new List<Task<RelayWayReport>>();
            foreach (RelayWay way in ways) running.Add(TryAndReportAsync(way));
            RelayWayReport[] reports = await Task.WhenAll(running).ConfigureAwait(false);
            // A game prefers UDP, then TCP, then TLS; the sort keeps the server's order within each.
            var sorted = new List<RelayWayReport>();
            foreach (RelayTransport transport in new[] { RelayTransport.Udp, RelayTransport.Tcp, RelayTransport.Tls })
            {
                foreach (RelayWayReport report in reports)
                {
                    if (report.Transport == transport) sorted.Add(report);
                }
            }

            return new RelayReport(ways[0].Url.Host, sorted);
        }

        private async Task<RelayWayReport> TryAndReportAsync(RelayWay way)
        {
            RelayWayReport report;
            try
            {
                if (way.Addresses.Count == 0) report = Failed(way, null, "The name " + way.Url.Host + " is not known here.");
                else if (way.Url.Transport == TurnTransport.Udp) report = await TryUdpAsync(way).ConfigureAwait(false);
                else report = await TryStreamAsync(way).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException || e is IOException || e is ObjectDisposedException)
            {
                report = Failed(way, null, "The connection broke: " + e.Message.TrimEnd('.') + ".");
            }

            _meter.ReportRelayWay(way.Text);
            return report;
        }

        private async Task<RelayWayReport> TryUdpAsync(RelayWay way)
        {
            using var shell = new UdpProbeShell(_clock, way.Addresses[0].IsIPv6, 1);
            RelayProbe probe = Start(way);
            await shell.RunAsync(new RelayRun(probe), _deadline, _cancellation).ConfigureAwait(false);
            return Describe(way, probe.Outcome, null);
        }

        private async Task<RelayWayReport> TryStreamAsync(RelayWay way)
        {
            using var shell = new StreamProbeShell(_clock, way.Addresses[0]);
            Timestamp start = _clock.Now;
            TimeSpan limit = _deadline - start < ConnectLimit ? _deadline - start : ConnectLimit;
            string? problem = await shell.ConnectAsync(way.Url.Transport == TurnTransport.Tls ? way.Url.Host : null, limit, _cancellation).ConfigureAwait(false);
            TimeSpan connectTime = _clock.Now - start;
            if (problem != null) return Failed(way, null, problem);
            RelayProbe probe = Start(way);
            await shell.RunAsync(new RelayRun(probe), _deadline, _cancellation).ConfigureAwait(false);
            return Describe(way, probe.Outcome, connectTime);
        }

        private RelayProbe Start(RelayWay way)
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
            probe.Start(_clock.Now);
            return probe;
        }

        private static RelayWayReport Describe(RelayWay way, RelayProbeOutcome outcome, TimeSpan? connectTime)
        {
            if (!outcome.Answered) return Failed(way, connectTime, connectTime == null ? "No answer: a firewall may drop it, or nothing is there." : "It takes the connection and does not answer.");
            bool works = outcome.Relayed.IsValid;
            bool asksForMore = outcome.Failure == TurnFailureReasons.NoCredentials;
            bool fellSilent = outcome.Failure == null || outcome.Failure.Kind == TurnFailureKind.NoAnswer;
            return new RelayWayReport(way.Text, TransportOf(way))
            {
                Answered = true,
                RoundTripTime = outcome.RoundTripTime,
                ConnectTime = connectTime,
                Allocation = works ? RelayAllocation.Works : asksForMore ? RelayAllocation.NeedsCredentials : fellSilent ? RelayAllocation.NoAnswer : RelayAllocation.Refused,
                RelayedAddress = works ? outcome.Relayed.ToEndPoint() : null,
                Problem = works || asksForMore ? null : "The relay " + (outcome.Failure?.Reason ?? "did not answer in time") + ".",
            };
        }

        private static RelayWayReport Failed(RelayWay way, TimeSpan? connectTime, string problem) =>
            new RelayWayReport(way.Text, TransportOf(way)) { ConnectTime = connectTime, Problem = problem };

        private static RelayTransport TransportOf(RelayWay way) =>
            way.Url.Transport == TurnTransport.Udp ? RelayTransport.Udp : way.Url.Transport == TurnTransport.Tcp ? RelayTransport.Tcp : RelayTransport.Tls;
    }
}
