using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;
using P2PNet.Rtc.Discovery;

namespace P2PNet.Native
{
    /// <summary>A NAT probe on real sockets: the discovery for both families and all relays, at the same time.</summary>
    internal sealed class NatProber
    {
        private readonly NetworkClock _clock = new NetworkClock();
        private readonly NatProbeRequest _request;
        private readonly CancellationToken _cancellation;

        private NatProber(NatProbeRequest request, CancellationToken cancellation)
        {
            _request = request;
            _cancellation = cancellation;
        }

        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public static Task<NatProbeFindings> RunAsync(NatProbeRequest request, IProgress<NatProbeProgress>? progress, CancellationToken cancellation) =>
            new NatProber(request, cancellation).RunAsync(progress);

        private async Task<NatProbeFindings> RunAsync(IProgress<NatProbeProgress>? progress)
        {
            Timestamp deadline = _clock.Now + _request.Timeout;
            ProbeTargets targets = await ProbeTargets.ResolveAsync(_request, _cancellation).ConfigureAwait(false);
            _cancellation.ThrowIfCancellationRequested();
            int ways = 0;
            foreach (IReadOnlyList<RelayWay> relay in targets.Relays) ways += relay.Count;
            var meter = new ProbeMeter(progress, ways);
            meter.Report(DiscoveryState.Connecting);

            Task<NatFamilyReport> ipv4 = DiscoverAsync(targets, isIPv6: false, meter, deadline);
            Task<NatFamilyReport> ipv6 = DiscoverAsync(targets, isIPv6: true, meter, deadline);
            Task<IReadOnlyList<RelayReport>> relays = new RelayProber(_clock, meter, deadline, _cancellation).RunAsync(targets.Relays);
            await Task.WhenAll(ipv4, ipv6, relays).ConfigureAwait(false);
            progress?.Report(new NatProbeProgress(1, "Done"));
            return new NatProbeFindings(await ipv4.ConfigureAwait(false), await ipv6.ConfigureAwait(false), await relays.ConfigureAwait(false));
        }

        private async Task<NatFamilyReport> DiscoverAsync(ProbeTargets targets, bool isIPv6, ProbeMeter meter, Timestamp deadline)
        {
            List<TransportAddress> servers = targets.StunServers.FindAll(server => server.IsIPv6 == isIPv6);
            string family = isIPv6 ? "IPv6" : "IPv4";
            if (servers.Count == 0) return NotTested("No STUN server with an " + family + " address is known.");
            TransportAddress local = UdpProbeShell.SourceFor(servers[0]);
            if (!local.IsValid) return NotTested("This machine has no way out by " + family + ".");
            try
            {
                using var shell = new UdpProbeShell(_clock, isIPv6, NatDiscovery.SocketCount);
                var locals = new TransportAddress[NatDiscovery.SocketCount];
                for (int i = 0; i < locals.Length; i++) locals[i] = local.WithPort(shell.PortOf(i));
                var discovery = new NatDiscovery(servers, locals, SystemRandom.Instance);
                await shell.RunAsync(new DiscoveryRun(discovery, meter.Report), deadline, _cancellation).ConfigureAwait(false);
                return FamilyReports.Describe(discovery.Describe(), servers[0]);
            }
            catch (SocketException e)
            {
                return NotTested("This machine gives no UDP socket for " + family + " (" + e.Message.TrimEnd('.') + ").");
            }
        }

        private static NatFamilyReport NotTested(string note) => new NatFamilyReport { Note = note };
    }
}
