using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;

namespace P2PNet.Native
{
    /// <summary>
    /// Looks names up with the system's resolver on the thread pool and answers on the loop's thread, by <see cref="Deliver"/>. A
    /// <c>.local</c> name is asked for in the local network (<see cref="MdnsResolver"/>), and of the system where that does so, too: other
    /// systems would carry the name to a DNS server, which can only be curious about it (RFC 6762 §22).
    /// </summary>
    internal sealed class SystemHostResolver : IHostResolver
    {
        // Peers choose names, too.
        private const int MaxPending = 32;

        private readonly Action _wake;
        private readonly ConcurrentQueue<Answer> _answers = new ConcurrentQueue<Answer>();
        private int _pending;

        /// <summary>Makes a resolver.</summary>
        /// <param name="wake">Called on any thread when there is something to deliver.</param>
        public SystemHostResolver(Action wake) => _wake = wake;

        /// <inheritdoc/>
        public void Resolve(string host, HostResolved answer)
        {
            if (Interlocked.Increment(ref _pending) <= MaxPending) _ = ResolveAsync(host, answer);
            else Enqueue(answer, Array.Empty<TransportAddress>());
        }

        /// <summary>Calls back with what was found. Thread: the loop's.</summary>
        public void Deliver(Timestamp now)
        {
            while (_answers.TryDequeue(out Answer answer))
            {
                Interlocked.Decrement(ref _pending);
                answer.Callback(now, answer.Addresses);
            }
        }

        private async Task ResolveAsync(string host, HostResolved callback)
        {
            IReadOnlyList<TransportAddress> found = Array.Empty<TransportAddress>();
            try
            {
                found = await Task.Run(() => LookUpAsync(host)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException || e is ArgumentException)
            {
                // Not found, or no name at all: the answer is none.
            }

            Enqueue(callback, found);
        }

        private void Enqueue(HostResolved callback, IReadOnlyList<TransportAddress> addresses)
        {
            _answers.Enqueue(new Answer(callback, addresses));
            _wake();
        }

        private static Task<IReadOnlyList<TransportAddress>> LookUpAsync(string host)
        {
            if (!MdnsMessage.IsLocalName(host)) return AskSystemAsync(host);
            bool speaksMdns = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) || RuntimeInformation.IsOSPlatform(OSPlatform.OSX);
            return speaksMdns ? FirstOfAsync(MdnsResolver.ResolveAsync(host), AskSystemAsync(host)) : MdnsResolver.ResolveAsync(host);
        }

        /// <summary>What the first that finds something finds.</summary>
        private static async Task<IReadOnlyList<TransportAddress>> FirstOfAsync(Task<IReadOnlyList<TransportAddress>> a, Task<IReadOnlyList<TransportAddress>> b)
        {
            Task<IReadOnlyList<TransportAddress>> first = await Task.WhenAny(a, b).ConfigureAwait(false);
            Task<IReadOnlyList<TransportAddress>> second = first == a ? b : a;
            if (first.Status == TaskStatus.RanToCompletion && first.Result.Count > 0)
            {
                _ = second.ContinueWith(t => t.Exception, TaskScheduler.Default);
                return first.Result;
            }

            return await second.ConfigureAwait(false);
        }

        private static async Task<IReadOnlyList<TransportAddress>> AskSystemAsync(string host)
        {
            var result = new List<TransportAddress>();
            foreach (IPAddress address in await Dns.GetHostAddressesAsync(host).ConfigureAwait(false))
            {
                if (address.AddressFamily == AddressFamily.InterNetwork || address.AddressFamily == AddressFamily.InterNetworkV6)
                    result.Add(TransportAddress.FromAddress(address, 0));
            }

            return result;
        }

        private readonly struct Answer
        {
            public readonly HostResolved Callback;
            public readonly IReadOnlyList<TransportAddress> Addresses;

            public Answer(HostResolved callback, IReadOnlyList<TransportAddress> addresses)
            {
                Callback = callback;
                Addresses = addresses;
            }
        }
    }
}
