using System;

namespace P2PNet.Native
{
    /// <summary>Limits of a <see cref="WebSocketSignalingSocket"/>. Immutable.</summary>
    internal sealed class SignalingSocketOptions
    {
        public static readonly SignalingSocketOptions Default = new SignalingSocketOptions();

        /// <summary>Bytes of the largest frame that is accepted. Default 64 KiB, the lobby protocol's limit.</summary>
        public int MaxFrameSize { get; init; } = 64 * 1024;

        /// <summary>Frames that may wait for the server to take them, or for the loop. Default 256.</summary>
        public int MaxQueuedFrames { get; init; } = 256;

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
