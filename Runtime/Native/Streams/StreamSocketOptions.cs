using System;

namespace P2PNet.Native
{
    /// <summary>Limits of a <see cref="StreamSocket"/>. Immutable.</summary>
    internal sealed class StreamSocketOptions
    {
        public static readonly StreamSocketOptions Default = new StreamSocketOptions();

        /// <summary>Time for TCP and TLS together. Default 10 s: the way by UDP, or another server, does not wait for it.</summary>
        public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>Time for what was sent before the end. Default 1 s.</summary>
        public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>
        /// Bytes that wait for the connection to take them; a message that does not fit is dropped. Default 64 KiB: what waits longer than a
        /// tenth of a second on a slow line is too old for a game, and SCTP slows down by what is dropped.
        /// </summary>
        public int MaxUnsent { get; init; } = 64 * 1024;

        /// <summary>The kernel's own queue behind that. Default 128 KiB: 10 Mbit/s over a round trip of 100 ms.</summary>
        public int KernelSendBuffer { get; init; } = 128 * 1024;

        /// <summary>Messages that may wait for the loop; others wait in TCP. Default 256.</summary>
        public int MaxUndelivered { get; init; } = 256;
    }
}
