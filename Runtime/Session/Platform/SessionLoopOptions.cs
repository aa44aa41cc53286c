using System;

namespace P2PNet
{
    /// <summary>What a loop is started with. Immutable.</summary>
    internal sealed class SessionLoopOptions
    {
        /// <summary>Whether 127.0.0.1 and ::1 are host candidates beside the interfaces' addresses. Default false.</summary>
        public bool IncludeLoopback { get; init; }

        /// <summary>
        /// Whether 127.0.0.1 and ::1 are the only host candidates: for players that are all on this machine. Default false.
        /// </summary>
        public bool LoopbackOnly { get; init; }

        /// <summary>Local UDP port of both families, 0 (default) for any free one.</summary>
        public int LocalPort { get; init; }

        /// <summary>
        /// Whether the loop's start runs one whole handshake in memory in the background, so that the engine's code is compiled when the
        /// first link needs it. Costs tens of milliseconds of one core, once a process. Default true.
        /// </summary>
        public bool WarmUp { get; init; } = true;

        /// <summary>Hears, on any thread, one line about each thing that should not happen. It must not throw. Null (default) for nobody.</summary>
        public Action<string>? Log { get; init; }

        /// <summary>Whether a server's URL names this machine by <c>localhost</c> or a loopback address; nothing is looked up.</summary>
        public static bool IsOnThisMachine(Uri url) => url.IsLoopback;
    }
}
