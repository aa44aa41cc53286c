using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace P2PNet.Native
{
    /// <summary>Runs a probe's engine over one TCP or TLS connection.</summary>
    internal sealed class StreamProbeShell : IDisposable
    {
        private readonly NetworkClock _clock;
        private readonly TransportAddress _server;
        private readonly byte[] _buffer = new byte[2048];
        private readonly StreamFramer _framer = new StreamFramer();
        private TcpClient? _client;
        private Stream? _stream;

        public StreamProbeShell(NetworkClock clock, in TransportAddress server)
        {
            _clock = clock;
            _server = server;
        }

        /// <summary>Connects, with TLS where a host name for its certificate is given.</summary>
        /// <returns>Null, or why there is no connection, as a sentence.</returns>
        public async Task<string?> ConnectAsync(string? secureHost, TimeSpan limit, CancellationToken cancellationToken)
        {
            var client = _client = new TcpClient(_server.IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork) { NoDelay = true };
            Task<string?> connecting = ConnectAsync(client, secureHost);
            Task first = await Task.WhenAny(connecting, Task.Delay(limit, cancellationToken)).ConfigureAwait(false);
            if (first == connecting) return await connecting.ConfigureAwait(false);
            Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return FormattableString.Invariant($"No connection within {limit.TotalSeconds:0.#} s: a firewall may drop it, or nothing is there.");
        }

        /// <summary>Runs the engine until it is over, the connection ends or the deadline has come.</summary>
        public async Task RunAsync(IProbeEngine engine, Timestamp deadline, CancellationToken cancellationToken)
        {
            Task<int>? reading = null;
            var info = new DatagramInfo(default, _server);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Timestamp now = _clock.Now;
                while (engine.TryPollTransmit(now, _buffer, out Transmit transmit))
                    await _stream!.WriteAsync(_buffer, transmit.Offset, transmit.Length, cancellationToken).ConfigureAwait(false);
                engine.DispatchEvents();
                if (engine.IsOver || now >= deadline) return;

                ArraySegment<byte> room = reading == null ? _framer.GetSegment() : default;
                reading ??= _stream!.ReadAsync(room.Array!, room.Offset, room.Count, CancellationToken.None);
                await WaitAsync(reading, Timestamp.Min(engine.NextTimeout, deadline) - now, cancellationToken).ConfigureAwait(false);
                if (reading.IsCompleted)
                {
                    int count = await reading.ConfigureAwait(false);
                    reading = null;
                    if (count == 0) return;
                    _framer.Advance(count);
                    HandleMessages(engine, info);
                    if (_framer.IsBroken) return;
                }

                now = _clock.Now;
                if (engine.NextTimeout <= now) engine.HandleTimeout(now);
            }
        }

        public void Dispose()
        {
            _stream?.Dispose();
            _client?.Dispose();
        }

        private static async Task WaitAsync(Task reading, TimeSpan limit, CancellationToken cancellationToken)
        {
            if (limit <= TimeSpan.Zero) return;
            if (limit > TimeSpan.FromMinutes(1)) limit = TimeSpan.FromMinutes(1);
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(reading, Task.Delay(limit, timer.Token)).ConfigureAwait(false);
            timer.Cancel();
        }

        private void HandleMessages(IProbeEngine engine, in DatagramInfo info)
        {
            while (_framer.TryRead(out Span<byte> message)) engine.HandleDatagram(_clock.Now, info, message);
        }

        private async Task<string?> ConnectAsync(TcpClient client, string? secureHost)
        {
            try
            {
                await client.ConnectAsync(_server.ToIPAddress(), _server.Port).ConfigureAwait(false);
                _stream = client.GetStream();
                if (secureHost == null) return null;
                var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
                _stream = secure;
                await secure.AuthenticateAsClientAsync(secureHost).ConfigureAwait(false);
                return null;
            }
            catch (AuthenticationException e)
            {
                return "TLS does not come about: " + (e.InnerException ?? e).Message.TrimEnd('.') + ".";
            }
            catch (SocketException e)
            {
                return e.SocketErrorCode == SocketError.ConnectionRefused
                    ? "The connection is refused: nothing listens there, or a firewall answers in its place."
                    : "No connection: " + e.Message.TrimEnd('.') + ".";
            }
            catch (Exception e) when (e is IOException || e is ObjectDisposedException || e is InvalidOperationException)
            {
                return "The connection ends before it stands: " + e.Message.TrimEnd('.') + ".";
            }
        }
    }
}
