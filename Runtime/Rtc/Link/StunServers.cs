using System;
using System.Collections.Generic;
using System.Globalization;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Turn;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The STUN servers that links name, each asked once for all of them, from every socket that reaches it. Tells the gatherer when all are known.
    /// </summary>
    internal sealed class StunServers
    {
        private const ushort DefaultPort = 3478; // RFC 8489 §8
        private const int MaxServers = 16;

        private readonly IceGatherer _gatherer;
        private readonly IHostResolver? _resolver;
        private readonly LinkCounters _counters;
        private readonly HashSet<string> _urls = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        private readonly List<TransportAddress> _addresses = new List<TransportAddress>();
        private readonly List<SocketId> _sockets = new List<SocketId>();
        private int _unresolved;
        private bool _areAllNamed;

        public StunServers(IceGatherer gatherer, IHostResolver? resolver, LinkCounters counters)
        {
            _gatherer = gatherer;
            _resolver = resolver;
            _counters = counters;
        }

        /// <summary>A socket has an address; it asks the servers of its family.</summary>
        public void AddSocket(Timestamp now, SocketId socket)
        {
            if (_sockets.Contains(socket)) return;
            _sockets.Add(socket);
            foreach (TransportAddress address in _addresses) AddTo(now, socket, address);
        }

        /// <summary>Takes the servers of a link and then waits for no others; or, where these are not the last ones, goes on waiting.</summary>
        public void Add(Timestamp now, IReadOnlyList<IceServer> servers, bool areLast = true)
        {
            _areAllNamed |= areLast;
            for (int i = 0; i < servers.Count; i++)
            {
                IReadOnlyList<string> urls = servers[i].Urls;
                for (int j = 0; j < urls.Count; j++) Add(now, urls[j]);
            }

            CompleteIfResolved(now);
        }

        public void Add(Timestamp now, in TransportAddress address)
        {
            if (_addresses.Contains(address) || _addresses.Count >= MaxServers) return;
            _addresses.Add(address);
            foreach (SocketId socket in _sockets) AddTo(now, socket, address);
        }

        /// <summary>Reads <c>stun:host[:port]</c> (RFC 7064), where an IPv6 address stands in brackets.</summary>
        internal static bool TryParse(string url, out string host, out ushort port)
        {
            host = string.Empty;
            port = DefaultPort;
            if (!url.StartsWith("stun:", StringComparison.OrdinalIgnoreCase)) return false;
            string rest = url.Substring(5);
            int hostEnd = rest.StartsWith("[", StringComparison.Ordinal) ? rest.IndexOf(']') + 1 : rest.IndexOf(':');
            if (hostEnd < 0) hostEnd = rest.Length;
            host = rest.Substring(0, hostEnd).TrimStart('[').TrimEnd(']');
            if (host.Length == 0 || host.Length > 255) return false;
            if (hostEnd == rest.Length) return true;
            return rest[hostEnd] == ':'
                && ushort.TryParse(rest.AsSpan(hostEnd + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port != 0;
        }

        private void Add(Timestamp now, string url)
        {
            if (TurnUrl.HasScheme(url) || _urls.Count >= MaxServers || !_urls.Add(url)) return;
            if (!TryParse(url, out string host, out ushort port))
            {
                _counters.ServersPassedOver++;
            }
            else if (TransportAddress.TryParse(host.AsSpan(), port, out TransportAddress address))
            {
                Add(now, address);
            }
            else if (_resolver == null)
            {
                _counters.ServersPassedOver++;
            }
            else
            {
                Resolve(host, port, _resolver);
            }
        }

        private void Resolve(string host, ushort port, IHostResolver resolver)
        {
            _unresolved++;
            resolver.Resolve(host, (now, addresses) =>
            {
                _unresolved--;
                if (addresses.Count == 0) _counters.ServersPassedOver++;
                for (int i = 0; i < addresses.Count; i++) Add(now, addresses[i].WithPort(port));
                CompleteIfResolved(now);
            });
        }

        private void AddTo(Timestamp now, SocketId socket, in TransportAddress address)
        {
            if (SocketId.For(address) == socket) _gatherer.AddStunServer(now, socket, address);
        }

        private void CompleteIfResolved(Timestamp now)
        {
            if (_areAllNamed && _unresolved == 0) _gatherer.Complete(now);
        }
    }
}
