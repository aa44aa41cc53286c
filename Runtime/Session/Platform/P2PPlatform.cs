using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Where sessions run: on a network thread with UDP sockets (.NET, Unity's native players) or in a browser (Unity WebGL).
    /// Game code does not meet it: the assembly that fits the machine registers itself as <see cref="Default"/>.
    /// </summary>
    public abstract class P2PPlatform
    {
        /// <summary>Only P2PNet's own assemblies implement it.</summary>
        private protected P2PPlatform()
        {
        }

        /// <summary>The platform of clients that do not name one. Null until P2PNet.Native or P2PNet.Browser registered itself.</summary>
        public static P2PPlatform? Default { get; set; }

        /// <summary>Starts a loop that runs the client until the loop is disposed. Thread: any.</summary>
        internal abstract ISessionLoop Start(ISessionLoopClient client, SessionLoopOptions options);
    }

    /// <summary>What a loop is started with.</summary>
    internal sealed class SessionLoopOptions
    {
        /// <summary>Whether 127.0.0.1 and ::1 are host candidates too: when the lobby server is on loopback, or when asked.</summary>
        public bool IncludeLoopback { get; init; }

        /// <summary>Local UDP port of both families, 0 (default) for any free one.</summary>
        public int LocalPort { get; init; }
    }

    /// <summary>
    /// The loop that owns a client's sockets and links. Everything but <see cref="Wake"/> and Dispose belongs to the loop's thread.
    /// </summary>
    internal interface ISessionLoop : IDisposable
    {
        IPeerConnectionFactory PeerConnections { get; }

        Timestamp Now { get; }

        IRandom Random { get; }

        /// <summary>Starts to connect a WebSocket; the observer hears of success, frames and the end on the loop's thread.</summary>
        ISignalingSocket OpenSocket(Uri url, ISignalingSocketObserver observer);

        /// <summary>Makes the loop call <see cref="ISessionLoopClient.Run"/> soon. Thread: any. Cheap when it was woken already.</summary>
        void Wake();
    }

    /// <summary>What runs in the loop, on the loop's thread.</summary>
    internal interface ISessionLoopClient
    {
        /// <summary>When <see cref="Run"/> wants to be called without a wake-up.</summary>
        Timestamp NextTimeout { get; }

        /// <summary>Called once at the start, after each wake-up, after sockets brought something, and at <see cref="NextTimeout"/>.</summary>
        void Run(Timestamp now);
    }

    /// <summary>A WebSocket that carries text frames. Thread: the loop's.</summary>
    internal interface ISignalingSocket : IDisposable
    {
        /// <summary>Queues one text frame of UTF-8. The bytes are copied.</summary>
        void Send(ReadOnlySpan<byte> frame);

        /// <summary>Says goodbye, after what was queued has left.</summary>
        void Close();
    }

    /// <summary>Hears of a signaling socket. Thread: the loop's.</summary>
    internal interface ISignalingSocketObserver
    {
        void OnOpen();

        /// <summary>One whole text frame, valid until the call returns.</summary>
        void OnFrame(ReadOnlySpan<byte> frame);

        /// <summary>The end, once; also when it never opened. The reason is a sentence.</summary>
        void OnClosed(string reason);
    }
}
