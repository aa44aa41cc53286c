using System;
using System.Collections.Generic;

namespace P2PNet.Rtc
{
    /// <summary>Which candidates may be used (W3C RTCIceTransportPolicy).</summary>
    public enum IceTransportPolicy
    {
        /// <summary>All kinds.</summary>
        All,

        /// <summary>Relayed ones only: the peer does not learn the player's address.</summary>
        Relay,
    }

    /// <summary>A STUN or TURN server (W3C RTCIceServer). Immutable.</summary>
    public sealed class IceServer
    {
        /// <summary>Makes an entry with one URL.</summary>
        /// <param name="url"><c>stun:host[:port]</c>, <c>turn:host[:port][?transport=udp|tcp]</c> or <c>turns:host[:port]</c>.</param>
        /// <param name="username">For TURN.</param>
        /// <param name="credential">For TURN; never logged.</param>
        public IceServer(string url, string? username = null, string? credential = null)
            : this(new[] { url ?? throw new ArgumentNullException(nameof(url)) }, username, credential)
        {
        }

        /// <summary>
        /// Makes an entry whose URLs are ways to one server. Of a relay's, the built-in engine makes one allocation, by the first way
        /// that works: UDP, else TCP, else TLS.
        /// </summary>
        /// <param name="urls">One or more.</param>
        /// <param name="username">For TURN.</param>
        /// <param name="credential">For TURN; never logged.</param>
        public IceServer(IReadOnlyList<string> urls, string? username = null, string? credential = null)
        {
            Urls = urls ?? throw new ArgumentNullException(nameof(urls));
            if (urls.Count == 0) throw new ArgumentException("A server has at least one URL.", nameof(urls));
            Username = username;
            Credential = credential;
        }

        /// <summary>The first of the <see cref="Urls"/>.</summary>
        public string Url => Urls[0];

        /// <summary>The ways to the server; at least one.</summary>
        public IReadOnlyList<string> Urls { get; }

        /// <summary>The name for TURN.</summary>
        public string? Username { get; }

        /// <summary>The password for TURN.</summary>
        public string? Credential { get; }

        /// <summary>The TURN server's realm, where it came with the credential; null (default): the server is asked.</summary>
        public string? Realm { get; init; }

        /// <summary>
        /// A nonce of the TURN server's that came with the credential, which saves the round trip in which the server would name one; one
        /// that it no longer takes does no harm. Null (default): the server is asked.
        /// </summary>
        public string? Nonce { get; init; }

        /// <summary>The URLs, without the credential.</summary>
        public override string ToString() => string.Join(" ", Urls);
    }

    /// <summary>What a link is made with. Immutable.</summary>
    public sealed class PeerConnectionOptions
    {
        /// <summary>STUN and TURN servers; default none.</summary>
        public IReadOnlyList<IceServer> IceServers { get; init; } = Array.Empty<IceServer>();

        /// <summary>Which candidates may be used. Default all.</summary>
        public IceTransportPolicy TransportPolicy { get; init; }

        /// <summary>Silence after which a standing link is <see cref="PeerConnectionState.Disconnected"/>. Default 1 s.</summary>
        public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>Silence after which a standing link is lost. Default 8 s, more than <see cref="SuspectAfter"/>.</summary>
        public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(8);

        /// <summary>Longest time from the first description to <see cref="PeerConnectionState.Connected"/>. Default 15 s.</summary>
        public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

        /// <summary>Largest message that is accepted from the peer, in bytes, sent as <c>a=max-message-size</c>. Default 262144.</summary>
        public int MaxMessageSize { get; init; } = 262144;
    }
}
