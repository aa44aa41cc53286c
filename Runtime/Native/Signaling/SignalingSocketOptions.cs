using System;
using P2PNet.Protocol;

namespace P2PNet.Native
{
    /// <summary>Limits of a <see cref="WebSocketSignalingSocket"/>. Immutable.</summary>
    internal sealed class SignalingSocketOptions
    {
        public static readonly SignalingSocketOptions Default = new SignalingSocketOptions();

        /// <summary>Bytes of the largest frame that is accepted. Default 1 MiB, the lobby protocol's limit for a server's frames.</summary>
        public int MaxFrameSize { get; init; } = ProtocolLimits.MaxServerFrameBytes;

        /// <summary>
        /// Frames that may wait for the server to take them. Default 1024: who joins a full lobby sends an offer and some candidates to
        /// each of 63 players at once.
        /// </summary>
        public int MaxUnsentFrames { get; init; } = 1024;

        /// <summary>Frames that may wait for the loop; others wait in TCP. Default 32: with the largest frames 32 MiB.</summary>
        public int MaxUndeliveredFrames { get; init; } = 32;

        /// <summary>Time for DNS, TCP, TLS and the upgrade together. Default 10 s.</summary>
        public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>Time for the rest of the queue and the goodbye. Default 2 s.</summary>
        public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

        /// <summary>Silence after which a ping is sent. Default 15 s: below the idle limit of common proxies.</summary>
        public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(15);

        /// <summary>Silence after a ping that means that the server is gone; where the system supports it (.NET). Default 10 s.</summary>
        public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(10);
    }
}
