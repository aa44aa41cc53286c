using System.Collections.Generic;
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
            RelayTrial trial = await RelayTrial.RunAsync(_clock, way, _deadline, _cancellation).ConfigureAwait(false);
            _meter.ReportRelayWay(way.Text);
            return Describe(way, trial);
        }

        private static RelayWayReport Describe(RelayWay way, RelayTrial trial)
        {
            if (!(trial.Outcome is RelayProbeOutcome outcome)) return Failed(way, trial, trial.Problem!);
            if (!outcome.Answered) return Failed(way, trial, trial.ConnectTime == null ? "No answer: a firewall may drop it, or nothing is there." : "It takes the connection and does not answer.");
            bool works = outcome.Relayed.IsValid;
            bool asksForMore = outcome.Failure == TurnFailureReasons.NoCredentials;
            bool fellSilent = outcome.Failure == null || outcome.Failure.Kind == TurnFailureKind.NoAnswer;
            return new RelayWayReport(way.Text, TransportOf(way))
            {
                Answered = true,
                RoundTripTime = outcome.RoundTripTime,
                ConnectTime = trial.ConnectTime,
                Allocation = works ? RelayAllocation.Works : asksForMore ? RelayAllocation.NeedsCredentials : fellSilent ? RelayAllocation.NoAnswer : RelayAllocation.Refused,
                RelayedAddress = works ? outcome.Relayed.ToEndPoint() : null,
                Problem = works || asksForMore ? null : "The relay " + (outcome.Failure?.Reason ?? "did not answer in time") + ".",
            };
        }

        private static RelayWayReport Failed(RelayWay way, RelayTrial trial, string problem) =>
            new RelayWayReport(way.Text, TransportOf(way)) { ConnectTime = trial.ConnectTime, Problem = problem };

        private static RelayTransport TransportOf(RelayWay way) =>
            way.Url.Transport == TurnTransport.Udp ? RelayTransport.Udp : way.Url.Transport == TurnTransport.Tcp ? RelayTransport.Tcp : RelayTransport.Tls;
    }
}
