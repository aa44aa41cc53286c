using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Tells a player what stands between the machine and other players' machines.</summary>
    public static class P2PDiagnostics
    {
        /// <summary>
        /// Finds out what kind of NAT or firewall the player is behind, which relays answer, and what that means for playing. It uses sockets of
        /// its own and disturbs no session; the server sees a private lobby of one come and go.
        /// </summary>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Hears how far it is, on any thread; null for nobody. <see cref="Progress{T}"/> brings it to the caller's thread.</param>
        /// <param name="cancellationToken">Ends the probe.</param>
        /// <returns>The report. What could not be found out is in it as unknown, with the reason.</returns>
        /// <exception cref="P2PException">The lobby server cannot be reached, so that no server is known to ask.</exception>
        /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
        /// <exception cref="InvalidOperationException">No platform is there to run on: the assembly P2PNet.Native is missing.</exception>
        /// <exception cref="PlatformNotSupportedException">The platform has no sockets of its own: a browser.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public static Task<NatReport> ProbeNatAsync(NatProbeOptions? options = null, IProgress<NatProbeProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            P2PPlatform platform = P2PPlatform.Default
                ?? throw new InvalidOperationException("P2PDiagnostics has no platform to run on: add the assembly P2PNet.Native to the game.");
            return ProbeAsync(options ?? new NatProbeOptions(), platform, progress, cancellationToken);
        }

        internal static async Task<NatReport> ProbeAsync(NatProbeOptions options, P2PPlatform platform, IProgress<NatProbeProgress>? progress, CancellationToken cancellationToken)
        {
            Uri? lobbyServer = options.Validate();
            cancellationToken.ThrowIfCancellationRequested();
            Stopwatch watch = Stopwatch.StartNew();
            var servers = new List<IceServer>(options.Servers);
            string? relayNote = options.TestRelays ? null : "Relays were not tested, as asked.";
            if (lobbyServer != null)
            {
                progress?.Report(new NatProbeProgress(0, "Asking the lobby server which servers there are"));
                LobbyServers named = await LobbyVisit.RunAsync(platform, lobbyServer, options, cancellationToken).ConfigureAwait(false);
                servers.AddRange(named.Servers);
                relayNote ??= named.Refusal;
            }

            TimeSpan left = options.Timeout - watch.Elapsed;
            if (left < TimeSpan.FromSeconds(1)) left = TimeSpan.FromSeconds(1);
            var request = new NatProbeRequest(servers, options.TestRelays, left, options.Log);
            NatProbeFindings findings = await platform.ProbeNatAsync(request, progress, cancellationToken).ConfigureAwait(false);
            return new NatReport(findings.IPv4, findings.IPv6, findings.Relays, relayNote, watch.Elapsed);
        }
    }
}
