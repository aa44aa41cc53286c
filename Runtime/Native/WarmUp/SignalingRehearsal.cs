#if NET
using System;
using System.Net.Http;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Protocol;

namespace P2PNet.Native
{
    /// <summary>Opens a WebSocket to a server that is a stream in memory, sends it a frame and gets that back. No socket is opened.</summary>
    internal static class SignalingRehearsal
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

        public static async Task RunAsync()
        {
            using var limit = new CancellationTokenSource(Patience);
            using var handler = new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectCallback = async (_, _) =>
                {
                    await Task.Yield();
                    return new EchoingWebSocketStream();
                },
            };
            using var invoker = new HttpMessageInvoker(handler);
            using var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol(ProtocolLimits.Subprotocol);
            await socket.ConnectAsync(new Uri("ws://rehearsal.invalid/"), invoker, limit.Token).ConfigureAwait(false);
            var frame = new byte[64];
            await socket.SendAsync(frame.AsMemory(0, 8), WebSocketMessageType.Text, true, limit.Token).ConfigureAwait(false);
            await socket.ReceiveAsync(frame.AsMemory(), limit.Token).ConfigureAwait(false);
        }
    }
}
#endif
