using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Native
{
    /// <summary>Sessions over UDP sockets and a network thread: .NET and Unity's native players.</summary>
    public sealed class NativePlatform : P2PPlatform
    {
        /// <summary>The platform; it has no state.</summary>
        public static readonly NativePlatform Instance = new NativePlatform();

        private NativePlatform()
        {
        }

        /// <summary>
        /// Compiles the code that the first connection needs, by one connection in memory: good behind a loading screen, since a
        /// just-in-time compiler otherwise does it while the player waits. The first client starts it, too, so a game that has a client
        /// for a while before it joins needs no call. Thread: any; done once a process; the task never fails.
        /// </summary>
        public static Task WarmUpAsync() => WarmUp.Start(null);

        /// <summary>Makes it the default, unless there is one. On .NET the runtime calls this; in Unity P2PNet.Unity does.</summary>
        [ModuleInitializer]
        [SuppressMessage("Usage", "CA2255:The ModuleInitializer attribute should not be used in libraries", Justification = "Game code on .NET works without a line of set-up, and the initializer only sets a field.")]
        internal static void Register() => Default ??= Instance;

        internal override ISessionLoop Start(ISessionLoopClient client, SessionLoopOptions options) => new NetworkThread(client, options);

        internal override Task<NatProbeFindings> ProbeNatAsync(NatProbeRequest request, IProgress<NatProbeProgress>? progress, CancellationToken cancellationToken) =>
            NatProber.RunAsync(request, progress, cancellationToken);
    }
}
