using System;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// Notices that the machine's addresses, or the way out, may have changed. On Linux the kernel tells of everything, and nothing is asked. Elsewhere the system's
    /// events leave something out (and Unity's Mono has none), so a timer besides asks which address leads out, which costs some
    /// system calls and a kilobyte of garbage. What really changed is for the loop to read.
    /// </summary>
    internal sealed class AddressWatch : IDisposable
    {
        /// <summary>What an event announces may come in steps: an address, its route, the end of the check for duplicates.</summary>
        private static readonly TimeSpan[] LookAgainAfter = { TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2) };

#if NET
        private const int PollMilliseconds = 250;
#else
        private const int PollMilliseconds = 100;
#endif

        // RFC 5737 and RFC 3849: never somebody's. Connecting a UDP socket sends nothing.
        private static readonly IPEndPoint OutIPv4 = new IPEndPoint(new IPAddress(new byte[] { 203, 0, 113, 1 }), 9);
        private static readonly IPEndPoint OutIPv6 = new IPEndPoint(IPAddress.Parse("2001:db8::1"), 9);

        private readonly Action _wake;
        private readonly Timer? _timer;
#if NET
        private readonly LinuxRouteEvents? _events;
#endif
        private string _wayOut = string.Empty;
        private int _isTold;
        private int _step = LookAgainAfter.Length;
        private Timestamp _lookAt = Timestamp.Never;
        private volatile bool _disposed;

        /// <summary>Begins to watch.</summary>
        /// <param name="wake">Called on any thread when there may be something new.</param>
        public AddressWatch(Action wake)
        {
            _wake = wake;
#if NET
            _events = LinuxRouteEvents.TryOpen(Tell);
            if (_events != null) return;
#endif
            _wayOut = ReadWayOut();
            try
            {
                NetworkChange.NetworkAddressChanged += OnAddressChanged;
                NetworkChange.NetworkAvailabilityChanged += OnAvailabilityChanged;
            }
            catch (Exception e) when (e is PlatformNotSupportedException || e is NotImplementedException || e is NetworkInformationException)
            {
                // The timer is there.
            }

            _timer = new Timer(_ => Poll(), null, PollMilliseconds, PollMilliseconds);
        }

        /// <summary>When the loop should ask without being woken.</summary>
        public Timestamp NextTimeout => _lookAt;

        /// <summary>Whether it is time to read the addresses. Thread: the loop's.</summary>
        public bool TryTake(Timestamp now)
        {
            if (Interlocked.Exchange(ref _isTold, 0) != 0)
            {
                // The first look is at once; of a burst of events the others wait.
                if (_step >= LookAgainAfter.Length) _lookAt = now;
                _step = 0;
            }

            if (now < _lookAt) return false;
            _lookAt = _step < LookAgainAfter.Length ? now + LookAgainAfter[_step++] : Timestamp.Never;
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
#if NET
            _events?.Dispose();
#endif
            if (_timer == null) return;
            _timer.Dispose();
            try
            {
                NetworkChange.NetworkAddressChanged -= OnAddressChanged;
                NetworkChange.NetworkAvailabilityChanged -= OnAvailabilityChanged;
            }
            catch (Exception e) when (e is PlatformNotSupportedException || e is NotImplementedException || e is NetworkInformationException)
            {
                // As above.
            }
        }

        /// <summary>
        /// The addresses from which the system would send to the outside, of both families. Where a machine has several live interfaces they move with the default
        /// route, though no address comes or goes.
        /// </summary>
        public static string ReadWayOut() => (ReadWayOut(OutIPv4) + " " + ReadWayOut(OutIPv6)).Trim();

        /// <summary>The address from which the system would send to the outside; empty where it could not.</summary>
        private static string ReadWayOut(IPEndPoint outside)
        {
            try
            {
                using var socket = new Socket(outside.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                socket.Connect(outside);
                return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
            }
            catch (SocketException)
            {
                return string.Empty;
            }
        }

        private void OnAddressChanged(object? sender, EventArgs e) => Tell();

        private void OnAvailabilityChanged(object? sender, NetworkAvailabilityEventArgs e) => Tell();

        private void Poll()
        {
            string wayOut = ReadWayOut();
            if (Interlocked.Exchange(ref _wayOut, wayOut) != wayOut) Tell();
        }

        private void Tell()
        {
            if (_disposed) return;
            Interlocked.Exchange(ref _isTold, 1);
            _wake();
        }
    }
}
