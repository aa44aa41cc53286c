using System;
using System.Threading.Tasks;

namespace P2PNet.Native
{
    /// <summary>
    /// Compiles what the first link needs before it is needed, by doing it once in memory, on the thread pool, once a process. A
    /// just-in-time compiler needs longer for the handshakes' code than the handshakes take.
    /// </summary>
    internal static class WarmUp
    {
        private static readonly object Gate = new object();
        private static Task? _task;

        /// <summary>Starts it unless it was started before. Thread: any. The task never fails: what goes wrong is only logged.</summary>
        public static Task Start(Action<string>? log)
        {
            lock (Gate) return _task ??= Task.WhenAll(Rehearsals(log));
        }

        private static Task[] Rehearsals(Action<string>? log) => new[]
        {
            Task.Run(() => RunAsync("links", RehearseLink, log)),
#if NET
            Task.Run(() => RunAsync("signaling", SignalingRehearsal.RunAsync, log)),
            Task.Run(() => RunAsync("sessions", Translate, log)),
#endif
        };

        private static Task RehearseLink()
        {
            if (!LinkRehearsal.Run()) throw new InvalidOperationException("The two ends did not connect.");
            return Task.CompletedTask;
        }

#if NET
        private static Task Translate()
        {
            CompileAhead.Run();
            return Task.CompletedTask;
        }
#endif

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
