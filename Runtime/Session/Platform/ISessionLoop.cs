using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// The loop that owns a client's sockets and links. Everything but <see cref="Wake"/>, <see cref="ReadClock"/>, <see cref="Simulation"/>,
    /// <see cref="RunInBackground"/> and Dispose belongs to the loop's thread and can be used from <see cref="ISessionLoopClient.OnStarted"/> on.
    /// </summary>
    /// <remarks>
    /// Dispose, on any thread, ends it: the client hears <see cref="ISessionLoopClient.OnStopping"/>, links that are left are closed, so
    /// that their peers see it at once, and it returns when the thread and the sockets are gone. On the loop's own thread it returns at
    /// once and the loop ends after the current call.
    /// </remarks>
    internal interface ISessionLoop : IDisposable
    {
        IPeerConnectionFactory PeerConnections { get; }

        Timestamp Now { get; }

        /// <summary>The time at this moment, by the clock of <see cref="Now"/>, which stands still between the loop's rounds. Thread: any.</summary>
        Timestamp ReadClock();

        IRandom Random { get; }

        /// <summary>What it simulates; null where it has no datagrams of its own, as in a browser. Thread: any.</summary>
        SimulationSwitch? Simulation { get; }

        /// <summary>Starts to connect a WebSocket; the observer hears of success, frames and the end on the loop's thread.</summary>
        /// <param name="url">The server's.</param>
        /// <param name="observer">Who hears.</param>
        /// <param name="opening">
        /// The first frames: they leave within the upgrade request where they fit and the server takes them there, else as soon as the socket is open.
        /// </param>
        ISignalingSocket OpenSocket(Uri url, ISignalingSocketObserver observer, IReadOnlyList<byte[]>? opening = null);

        /// <summary>Makes the loop call <see cref="ISessionLoopClient.Run"/> soon. Thread: any. Cheap when it was woken already.</summary>
        void Wake();

        /// <summary>
        /// Runs what may wait for a disk on a thread of the pool; where there are no threads (a browser), later on the loop's own. Thread: any; also while and
        /// after the loop ends, so that files are closed.
        /// </summary>
        void RunInBackground(IBackgroundWork work);
    }
}
