#if NET
using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace P2PNet.Native
{
    /// <summary>
    /// Linux's ppoll(2), which waits for a time in nanoseconds where .NET's Select rounds to milliseconds: paced packets and delayed
    /// acknowledgements leave when they are due. Owned by one thread; the sockets stay open during a call.
    /// </summary>
    internal static unsafe class LinuxPoll
    {
        private const short PollIn = 1;
        private const long NanosecondsPerTick = 100;

        /// <summary>Whether this machine has it.</summary>
        public static bool IsSupported { get; } = Probe();

        /// <summary>Leaves in the list the sockets that have something to read, or an error to tell; none when the time is over.</summary>
        public static void Wait(List<Socket> sockets, TimeSpan timeout)
        {
            PollEntry* entries = stackalloc PollEntry[sockets.Count];
            for (int i = 0; i < sockets.Count; i++)
                entries[i] = new PollEntry((int)sockets[i].SafeHandle.DangerousGetHandle(), PollIn);
            var time = new TimeSpec
            {
                Seconds = (nint)(timeout.Ticks / TimeSpan.TicksPerSecond),
                Nanoseconds = (nint)(timeout.Ticks % TimeSpan.TicksPerSecond * NanosecondsPerTick),
            };
            // Below 0 is an interrupted call: the loop goes round and waits for the rest.
            int ready = Poll(entries, (nuint)sockets.Count, &time, null);
            for (int i = sockets.Count - 1; i >= 0; i--)
            {
                if (ready <= 0 || entries[i].Happened == 0) sockets.RemoveAt(i);
            }
        }

        private static bool Probe()
        {
            if (!OperatingSystem.IsLinux()) return false;
            try
            {
                var now = default(TimeSpec);
                return Poll(null, 0, &now, null) == 0;
            }
            catch (Exception e) when (e is DllNotFoundException || e is EntryPointNotFoundException)
            {
                return false;
            }
        }

        [DllImport("libc", EntryPoint = "ppoll")]
        private static extern int Poll(PollEntry* entries, nuint count, TimeSpec* timeout, void* signalMask);

        private struct PollEntry
        {
            public readonly int Descriptor;
            public readonly short Wanted;

            /// <summary>Written by the kernel.</summary>
            public readonly short Happened;

            public PollEntry(int descriptor, short wanted)
            {
                Descriptor = descriptor;
                Wanted = wanted;
                Happened = 0;
            }
        }

        private struct TimeSpec
        {
            public nint Seconds;
            public nint Nanoseconds;
        }
    }
}
#endif
