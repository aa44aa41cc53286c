using System;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Native
{
    /// <summary>
    /// Compiles what the first link needs before it is needed, by doing it once in memory, on the thread pool, once a process. A
    /// just-in-time compiler needs longer for the handshakes' code than the handshakes take.
    /// </summary>
    internal static class WarmUp
    {
        private static int _started;

        /// <summary>Starts it unless it was started before. Thread: any. Never throws: what goes wrong is only logged.</summary>
        public static void Start(Action<string>? log)
        {
            if (Interlocked.Exchange(ref _started, 1) != 0) return;
            _ = Task.Run(() => RunAsync("links", RehearseLink, log));
#if NET
            _ = Task.Run(() => RunAsync("signaling", SignalingRehearsal.RunAsync, log));
#endif
        }

        private static Task RehearseLink()
        {
            if (!LinkRehearsal.Run()) throw new InvalidOperationException("The two ends did not connect.");
            return Task.CompletedTask;
        }

        private static async Task RunAsync(string what, Func<Task> rehearse, Action<string>? log)
        {
            try
            {
                await rehearse().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                log?.Invoke("The rehearsal of " + what + " failed, so the first one will be slower: " + e);
            }
        }
    }
}
