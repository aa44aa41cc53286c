using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// Finds the address behind a <c>.local</c> name by asking the local network (RFC 6762 §5.1), which is how browsers hide the addresses of a
    /// machine from pages. Each look-up has sockets of its own for its few seconds; a few look-ups run at a time.
    /// </summary>
    internal static class MdnsResolver
    {
        private const int MaxAtATime = 4;

        /// <summary>Who is there answers within 120 ms (§6); what is lost is asked for again, at least a second later (§5.2).</summary>
        private static readonly TimeSpan[] AskAgainAfter = { TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2) };

        private static readonly SemaphoreSlim Slots = new SemaphoreSlim(MaxAtATime);

        /// <summary>Asks, and gives what the first answer says; nothing where nobody answers. Never faults.</summary>
        public static async Task<IReadOnlyList<TransportAddress>> ResolveAsync(string name)
        {
            if (!MdnsMessage.IsLocalName(name)) return Array.Empty<TransportAddress>();
            await Slots.WaitAsync().ConfigureAwait(false);
            var sockets = new List<MdnsSocket>(4);
            try
            {
                for (int i = 0; i < 4; i++)
                {
                    if (MdnsSocket.TryOpen(isIPv6: (i & 1) != 0, isShared: (i & 2) != 0) is MdnsSocket socket) sockets.Add(socket);
                }

                return await AskAsync(name, sockets).ConfigureAwait(false);
            }
            finally
            {
                foreach (MdnsSocket socket in sockets) socket.Dispose();
                Slots.Release();
            }
        }

        private static async Task<IReadOnlyList<TransportAddress>> AskAsync(string name, List<MdnsSocket> sockets)
        {
            if (sockets.Count == 0) return Array.Empty<TransportAddress>();
            var found = new TaskCompletionSource<IReadOnlyList<TransportAddress>>(TaskCreationOptions.RunContinuationsAsynchronously);
            ushort id = NewId();
            foreach (MdnsSocket socket in sockets) _ = ListenAsync(socket, id, name, found);
            var query = new byte[MdnsMessage.MaxQueryLength];
            foreach (TimeSpan patience in AskAgainAfter)
            {
                foreach (MdnsSocket socket in sockets)
                    socket.Send(query, MdnsMessage.WriteQuery(query, socket.IsShared ? (ushort)0 : id, name, wantsUnicast: !socket.IsShared));
                if (await Task.WhenAny(found.Task, Task.Delay(patience)).ConfigureAwait(false) == found.Task) return await found.Task.ConfigureAwait(false);
            }

            return Array.Empty<TransportAddress>();
        }

        private static async Task ListenAsync(MdnsSocket socket, ushort id, string name, TaskCompletionSource<IReadOnlyList<TransportAddress>> found)
        {
            var buffer = new byte[9000]; // RFC 6762 §17
            var addresses = new List<TransportAddress>();
            while (!found.Task.IsCompleted)
            {
                try
                {
                    int length = await socket.ReceiveAsync(buffer).ConfigureAwait(false);
                    if (MdnsMessage.TryReadAddresses(new ReadOnlySpan<byte>(buffer, 0, length), id, name, addresses)) found.TrySetResult(addresses);
                }
                catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
                {
                    // An ICMP error, or the end of the look-up.
                    if (e is ObjectDisposedException || ((SocketException)e).SocketErrorCode != SocketError.ConnectionReset) return;
                }
            }
        }

        /// <summary>Not to be guessed by who cannot hear the query, and not 0.</summary>
        private static ushort NewId() => (ushort)RandomNumberGenerator.GetInt32(1, ushort.MaxValue + 1);
    }
}
