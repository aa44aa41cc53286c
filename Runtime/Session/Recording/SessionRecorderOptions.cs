using System;

namespace P2PNet
{
    /// <summary>How a <see cref="SessionRecorder"/> works. Immutable.</summary>
    public sealed class SessionRecorderOptions
    {
        private const int MinBytes = 256 * 1024;
        private const int MaxBytes = 1 << 30;

        /// <summary>
        /// Bytes that may wait for the disk, 256 KiB to 1 GiB. What finds no room is not recorded; see <see cref="SessionRecorder.MessagesDropped"/>.
        /// Default 8 MiB: some ten seconds of 16 players.
        /// </summary>
        public int MaxQueuedBytes { get; init; } = 8 << 20;

        /// <summary>
        /// How long an entry waits at most until it is handed to the system, so that a crash of the game loses no more than that: 10 ms to 1 min, default 200 ms.
        /// </summary>
        public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(200);

        internal void Validate(string parameter)
        {
            if (MaxQueuedBytes < MinBytes || MaxQueuedBytes > MaxBytes)
                throw new ArgumentException("SessionRecorderOptions.MaxQueuedBytes is from " + MinBytes + " to " + MaxBytes + ", not " + MaxQueuedBytes + ".", parameter);
            if (FlushInterval < TimeSpan.FromMilliseconds(10) || FlushInterval > TimeSpan.FromMinutes(1))
                throw new ArgumentException("SessionRecorderOptions.FlushInterval is from 10 ms to 1 min, not " + FlushInterval + ".", parameter);
        }
    }
}
