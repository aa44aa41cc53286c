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
        /// <summary>Makes a server entry.</summary>
        /// <param name="url"><c>stun:host[:port]</c>, <c>turn:host[:port][?transport=udp|tcp]</c> or <c>turns:…</c>.</param>
        /// <param name="username">For TURN.</param>
        /// <param name="credential">For TURN; never logged.</param>
        public IceServer(string url, string? username = null, string? credential = null)
        {
            Url = url ?? throw new ArgumentNullException(nameof(url));
            Username = username;
            Credential = credential;
        }

        /// <summary>The server's URL.</summary>
        public string Url { get; }

        /// <summary>The name for TURN.</summary>
        public string? Username { get; }

        /// <summary>The password for TURN.</summary>
        public string? Credential { get; }
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
