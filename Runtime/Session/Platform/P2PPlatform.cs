using System;
using System.Threading;
using System.Threading.Tasks;

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

        /// <summary>
        /// Starts a loop that runs the client until the loop is disposed. Thread: any. It returns before the sockets are open; what goes
        /// wrong later is told to <see cref="ISessionLoopClient.OnStopping"/>.
        /// </summary>
        internal abstract ISessionLoop Start(ISessionLoopClient client, SessionLoopOptions options);

        /// <summary>
        /// Finds out what stands between this machine and the servers that the request names. Thread: any. Progress goes from what it was to 1.
        /// </summary>
        internal virtual Task<NatProbeFindings> ProbeNatAsync(NatProbeRequest request, IProgress<NatProbeProgress>? progress, CancellationToken cancellationToken) =>
            throw new PlatformNotSupportedException("A browser gives no sockets to probe a NAT with.");
    }
}
