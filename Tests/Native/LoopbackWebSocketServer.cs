using System;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Tests.Native
{
    /// <summary>A WebSocket server on 127.0.0.1 that does to each connection what the test says, also what a decent one would not do.</summary>
    internal sealed class LoopbackWebSocketServer : IDisposable
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new CancellationTokenSource();
        private readonly Func<WebSocket, CancellationToken, Task> _serve;

        public LoopbackWebSocketServer(Func<WebSocket, CancellationToken, Task> serve)
        {
            _serve = serve;
            _listener.Start();
            _ = AcceptAsync();
        }

        public Uri Url => new Uri("ws://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port + "/lobby?token=hidden");

        /// <summary>Null: the server names no subprotocol.</summary>
        public string? Subprotocol { get; init; } = "p2pnet.v1";

        /// <summary>The head of the newest request.</summary>
        public string Request { get; private set; } = string.Empty;

        /// <summary>What is answered instead of the upgrade, for example <c>404 Not Found</c>.</summary>
        public string? RefuseWith { get; init; }

        /// <summary>Takes the connection and says nothing.</summary>
        public bool IsSilent { get; init; }

        /// <summary>Speaks neither HTTP nor TLS.</summary>
        public bool IsNoHttp { get; init; }

        public void Dispose()
        {
            _end.Cancel();
            _listener.Stop();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    NetworkStream stream = client.GetStream();
                    if (IsNoHttp)
                    {
                        if (await stream.ReadAsync(new byte[1024].AsMemory()) == 0) return;
                        await WriteAsync(stream, "220 smtp.example ESMTP\r\n");
                        return;
                    }

                    string key = await ReadKeyAsync(stream);
                    if (IsSilent) await Task.Delay(Timeout.Infinite, _end.Token);
                    if (RefuseWith != null)
                    {
                        await WriteAsync(stream, "HTTP/1.1 " + RefuseWith + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                        return;
                    }

                    await WriteAsync(
                        stream,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + Accept(key) + "\r\n"
                        + (Subprotocol == null ? string.Empty : "Sec-WebSocket-Protocol: " + Subprotocol + "\r\n") + "\r\n");
                    using WebSocket socket = WebSocket.CreateFromStream(stream, true, Subprotocol, TimeSpan.Zero);
                    await _serve(socket, _end.Token);
                }
                catch (Exception e) when (e is OperationCanceledException || e is System.IO.IOException || e is WebSocketException)
                {
                    // The client went away, or the test is over.
                }
            }
        }

        // RFC 6455 §4.2.2
        private static string Accept(string key) =>
            Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

        private async Task<string> ReadKeyAsync(NetworkStream stream)
        {
            var head = new StringBuilder();
            var buffer = new byte[1024];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                int read = await stream.ReadAsync(buffer.AsMemory());
                if (read == 0) throw new System.IO.IOException("The client left during the handshake.");
                head.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            Request = head.ToString();
            foreach (string line in Request.Split("\r\n"))
            {
                if (line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)) return line.Substring("Sec-WebSocket-Key:".Length).Trim();
            }

            throw new System.IO.IOException("No key.");
        }

        private static Task WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
    }
}
