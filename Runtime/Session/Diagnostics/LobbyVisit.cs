using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Protocol;
using P2PNet.Rtc;
using IceServer = P2PNet.Rtc.IceServer;

namespace P2PNet
{
    /// <summary>
    /// Creates a private lobby for one and leaves it at once, since a lobby server names its relays, and mints credentials for them, to members
    /// alone. Thread: the loop's, but for the constructor and <see cref="RunAsync"/>.
    /// </summary>
    internal sealed class LobbyVisit : ISessionLoopClient, ISignalingSocketObserver
    {
        private const int CreateRequest = 1;
        private const int LeaveRequest = 2;

        private readonly Uri _server;
        private readonly TaskCompletionSource<LobbyServers> _result = new TaskCompletionSource<LobbyServers>(TaskCreationOptions.RunContinuationsAsynchronously);
        private IReadOnlyList<IceServer> _servers = Array.Empty<IceServer>();
        private ISignalingSocket? _socket;
        private bool _isWelcome;
        private string? _serverSaid;

        private LobbyVisit(Uri server) => _server = server;

        public Timestamp NextTimeout => Timestamp.Never;

        /// <exception cref="P2PException">The server cannot be reached, or says nothing of use.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public static async Task<LobbyServers> RunAsync(P2PPlatform platform, Uri server, NatProbeOptions options, CancellationToken cancellationToken)
        {
            var visit = new LobbyVisit(server);
            ISessionLoop loop = platform.Start(visit, new SessionLoopOptions { LoopbackOnly = true, WarmUp = false, Log = options.Log });
            try
            {
                using var timer = new CancellationTokenSource();
                Task timeout = Task.Delay(options.Timeout, timer.Token);
                Task cancelled = Task.Delay(Timeout.Infinite, cancellationToken);
                Task first = await Task.WhenAny(visit._result.Task, timeout, cancelled).ConfigureAwait(false);
                timer.Cancel();
                cancellationToken.ThrowIfCancellationRequested();
                if (first == timeout) throw visit.Fail("did not answer within " + (int)options.Timeout.TotalSeconds + " s. Check its address and that it runs.");
                return await visit._result.Task.ConfigureAwait(false);
            }
            finally
            {
                // It waits for the thread, which the caller's must not.
                await Task.Run(loop.Dispose, CancellationToken.None).ConfigureAwait(false);
            }
        }

        void ISessionLoopClient.OnStarted(ISessionLoop loop) => _socket = loop.OpenSocket(LobbyConnection.SocketUrl(_server), this);

        void ISessionLoopClient.Run(Timestamp now)
        {
        }

        void ISessionLoopClient.OnNetworkChanged(Timestamp now)
        {
        }

        void ISessionLoopClient.OnStopping(string? reason)
        {
            _socket?.Close();
            if (reason != null) _result.TrySetException(new P2PException(LinkStage.Server, reason));
        }

        void ISignalingSocketObserver.OnOpen()
        {
            Send(new HelloFrame(client: "P2PNet probe"));
            Send(new CreateLobbyFrame(CreateRequest, "NAT probe", 1, isPrivate: true, new PlayerDescription("Probe")));
        }

        void ISignalingSocketObserver.OnFrame(ReadOnlySpan<byte> utf8)
        {
            if (!FrameReader.TryRead(utf8, out Frame? frame, out _)) return;
            switch (frame)
            {
                case WelcomeFrame welcome:
                    _isWelcome = true;
                    _servers = Protocol.IceServer.ToRtc(welcome.IceServers);
                    break;
                case LobbyJoinedFrame joined:
                    if (joined.IceServers.Count > 0) _servers = Protocol.IceServer.ToRtc(joined.IceServers);
                    Send(new LeaveLobbyFrame(LeaveRequest));
                    Succeed(null);
                    break;
                case ErrorFrame error:
                    OnError(error);
                    break;
            }
        }

        void ISignalingSocketObserver.OnClosed(string reason)
        {
            _socket?.Dispose();
            _result.TrySetException(Fail(_isWelcome || _serverSaid != null ? "ended the connection. " + (_serverSaid ?? reason) : "cannot be reached. " + reason));
        }

        /// <summary>A server that is full or takes no lobbies for now has still named its STUN servers.</summary>
        private void OnError(ErrorFrame error)
        {
            _serverSaid = error.Message;
            if (_isWelcome) Succeed("The lobby server lends its relays to members of a lobby only and let this player make none (" + error.Message.TrimEnd('.') + ").");
        }

        private void Succeed(string? refusal) => _result.TrySetResult(new LobbyServers(_servers, refusal));

        private void Send(Frame frame)
        {
            var buffer = new ArrayBufferWriter<byte>();
            frame.WriteTo(buffer);
            _socket!.Send(buffer.WrittenSpan);
        }

        private P2PException Fail(string what) => new P2PException(LinkStage.Server, "The lobby server at " + _server.Authority + " " + what);
    }
}
