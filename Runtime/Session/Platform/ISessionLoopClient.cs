using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>What runs in the loop, on the loop's thread.</summary>
    internal interface ISessionLoopClient
    {
        /// <summary>When <see cref="Run"/> wants to be called without a wake-up.</summary>
        Timestamp NextTimeout { get; }

        /// <summary>The first call; from here on the loop can be used.</summary>
        void OnStarted(ISessionLoop loop);

        /// <summary>Called after the start, after each wake-up, after sockets brought something, and at <see cref="NextTimeout"/>.</summary>
        void Run(Timestamp now);

        /// <summary>The machine's addresses changed: connections may be dead without a sign of it, and others possible.</summary>
        void OnNetworkChanged(Timestamp now);

        /// <summary>
        /// The last call. What the client closes or sends in it still leaves; then the loop closes the links and sockets that are left.
        /// </summary>
        /// <param name="reason">Null where the loop was disposed; else a sentence: why it cannot go on (also when it never started).</param>
        void OnStopping(string? reason);
    }
}
