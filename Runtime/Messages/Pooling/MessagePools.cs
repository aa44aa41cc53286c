using System;
using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>What all <see cref="MessagePool{T}"/> have in common: finding leases that were used wrongly. Safe from any thread.</summary>
    public static class MessagePools
    {
        private static volatile bool _trackLeaks = IsDebug;

        /// <summary>
        /// Raised when a message was lost whose lease had not ended, with a sentence that names the place that rented it. Only where <see cref="TrackLeaks"/> is
        /// on, after a garbage collection, on the collector's thread.
        /// </summary>
        public static event Action<string>? LeakFound;

        /// <summary>
        /// Whether the pools remember who rented what, so that leaks can be listed and exceptions about leases name the place, and whether they look for messages that
        /// were changed after they had gone back. Costs a microsecond or so a message and no garbage. Default: on where this library was compiled for debugging, so
        /// off in its package: switch it on as the game starts, in builds for testing. Counts for what is rented from then on.
        /// </summary>
        public static bool TrackLeaks
        {
            get => _trackLeaks;
            set => _trackLeaks = value;
        }

        private static bool IsDebug
        {
            get
            {
#if DEBUG
                return true;
#else
                return false;
#endif
            }
        }

        /// <summary>A line for each place that rented messages which have not come back, of all types.</summary>
        public static IReadOnlyList<string> DescribeLeaks() => LeaseLedger.Describe(null);

        internal static void OnLeakFound(string sentence) => LeakFound?.Invoke(sentence);
    }
}
