using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>What <see cref="P2PDiagnostics.ProbeNatAsync"/> does. Immutable; the defaults suit a button in a settings menu.</summary>
    public sealed class NatProbeOptions
    {
        /// <summary>
        /// The lobby server, as in <see cref="P2PClientOptions.ServerUrl"/>. It names the STUN servers; relays and the credentials for them it
        /// names to members of a lobby only, so the probe creates a private lobby for a moment. Default <c>http://127.0.0.1:7777</c>. Null where
        /// <see cref="Servers"/> are all there is to ask.
        /// </summary>
        public string? ServerUrl { get; init; } = "http://127.0.0.1:7777";

        /// <summary>
        /// STUN and TURN servers beside those that the lobby server names; they are asked first. One that answers from a second address (RFC
        /// 5780) lets the probe tell how a NAT filters; two or more with one address each still show how it maps. Default none.
        /// </summary>
        public IReadOnlyList<IceServer> Servers { get; init; } = Array.Empty<IceServer>();

        /// <summary>Whether relays are tried. Default true.</summary>
        public bool TestRelays { get; init; } = true;

        /// <summary>
        /// Longest time that the probe may take; what is not known by then is reported as unknown. 2 s to 2 min, default 20 s. It takes
        /// about 2 s where UDP works, 7 s where it is blocked.
        /// </summary>
        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

        /// <summary>Hears, on any thread, one line about each thing that should not happen. It must not throw. Null (default) for nobody.</summary>
        public Action<string>? Log { get; init; }

        /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
        internal Uri? Validate()
        {
            if (Timeout < TimeSpan.FromSeconds(2) || Timeout > TimeSpan.FromMinutes(2))
                throw new ArgumentException("NatProbeOptions.Timeout is from 2 s to 2 min, not " + Timeout + ".", nameof(Timeout));
            if (Servers == null) throw new ArgumentException("NatProbeOptions.Servers is a list, not null: leave it alone for none.", nameof(Servers));
            if (ServerUrl == null)
            {
                if (Servers.Count == 0) throw new ArgumentException("NatProbeOptions has no server to ask: set ServerUrl, or Servers.", nameof(ServerUrl));
                return null;
            }

            if (Uri.TryCreate(ServerUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" or "ws" or "wss") return url;
            throw new ArgumentException("NatProbeOptions.ServerUrl is the address of the lobby server, such as http://127.0.0.1:7777; it is \"" + ServerUrl + "\".", nameof(ServerUrl));
        }
    }
}
