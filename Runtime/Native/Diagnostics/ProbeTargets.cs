using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace P2PNet.Native
{
    /// <summary>The servers of a request by their addresses: whom a probe asks.</summary>
    internal sealed class ProbeTargets
    {
        private const int MaxRelays = 16;
        private const int MaxWays = 8;

        // A resolver that does not answer must not take the time of what needs no names.
        private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(4);

        private readonly Dictionary<string, IReadOnlyList<TransportAddress>> _known = new Dictionary<string, IReadOnlyList<TransportAddress>>(StringComparer.OrdinalIgnoreCase);
        private readonly Action<string>? _log;
        private readonly Task _limit;

        private ProbeTargets(Action<string>? log, Task limit)
        {
            _log = log;
            _limit = limit;
        }

        /// <summary>STUN servers of both families, those to prefer in front; relays that listen on UDP serve as such, too, behind the others.</summary>
        public List<TransportAddress> StunServers { get; } = new List<TransportAddress>();

        /// <summary>Each relay's ways.</summary>
        public List<IReadOnlyList<RelayWay>> Relays { get; } = new List<IReadOnlyList<RelayWay>>();

        /// <summary>Looks the names up, within a part of the probe's time; those that are not found by then count as unknown.</summary>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public static async Task<ProbeTargets> ResolveAsync(NatProbeRequest request, CancellationToken cancellation)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            TimeSpan limit = request.Timeout / 2 < LookUpLimit ? request.Timeout / 2 : LookUpLimit;
            ProbeTargets targets = await ResolveAsync(request, Task.Delay(limit, timer.Token)).ConfigureAwait(false);
            timer.Cancel();
            cancellation.ThrowIfCancellationRequested();
            return targets;
        }

        private static async Task<ProbeTargets> ResolveAsync(NatProbeRequest request, Task limit)
        {
            var targets = new ProbeTargets(request.Log, limit);
            foreach (IceServer server in request.Servers)
            {
                foreach (string url in server.Urls)
                {
                    if (P2PNet.Rtc.Link.StunServers.TryParse(url, out string host, out ushort port)) targets.AddStun(await targets.LookUpAsync(host, port).ConfigureAwait(false));
                }
            }

            foreach (IceServer server in request.Servers)
            {
                var ways = new List<RelayWay>();
                foreach (string text in server.Urls)
                {
                    if (ways.Count >= MaxWays || !TurnUrl.TryParse(text, out TurnUrl url)) continue;
                    IReadOnlyList<TransportAddress> addresses = await targets.LookUpAsync(url.Host, url.Port).ConfigureAwait(false);
                    ways.Add(new RelayWay(server, text, url, addresses));
                    if (url.Transport == TurnTransport.Udp) targets.AddStun(addresses);
                }

                if (ways.Count > 0 && request.TestRelays && targets.Relays.Count < MaxRelays) targets.Relays.Add(ways);
            }

            return targets;
        }

        private void AddStun(IReadOnlyList<TransportAddress> addresses)
        {
            foreach (TransportAddress address in addresses)
            {
                if (!StunServers.Contains(address)) StunServers.Add(address);
            }
        }

        private async Task<IReadOnlyList<TransportAddress>> LookUpAsync(string host, ushort port)
        {
            if (!_known.TryGetValue(host, out IReadOnlyList<TransportAddress>? found)) _known[host] = found = await LookUpAsync(host).ConfigureAwait(false);
            var result = new List<TransportAddress>();
            foreach (TransportAddress address in found) result.Add(address.WithPort(port));
            return result;
        }

        private async Task<IReadOnlyList<TransportAddress>> LookUpAsync(string host)
        {
            var result = new List<TransportAddress>();
            if (TransportAddress.TryParse(host.AsSpan(), 0, out TransportAddress literal))
            {
                result.Add(literal);
                return result;
            }

            try
            {
                Task<IPAddress[]> lookUp = Dns.GetHostAddressesAsync(host);
                if (await Task.WhenAny(lookUp, _limit).ConfigureAwait(false) != lookUp)
                {
                    _ = lookUp.ContinueWith(late => late.Exception, TaskScheduler.Default);
                    _log?.Invoke("The server name " + host + " was not found in time.");
                    return result;
                }

                foreach (IPAddress address in await lookUp.ConfigureAwait(false))
                {
                    if (address.AddressFamily == AddressFamily.InterNetwork) result.Insert(0, TransportAddress.FromAddress(address, 0));
                    else if (address.AddressFamily == AddressFamily.InterNetworkV6) result.Add(TransportAddress.FromAddress(address, 0));
                }
            }
            catch (Exception e) when (e is SocketException || e is ArgumentException)
            {
                _log?.Invoke("The server name " + host + " is not known (" + e.Message + ").");
            }

            return result;
        }
    }
}
