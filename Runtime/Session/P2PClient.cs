using System;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Protocol;

namespace P2PNet
{
    /// <summary>
    /// Creates and joins lobbies, one at a time. Making a client opens its sockets and starts its network thread, so make it when
    /// the game starts: the first join is faster then.
    /// </summary>
    /// <remarks>
    /// Every member may be used on any thread. The calls that create or join complete without polling, on no particular thread: <c>await</c>
    /// brings them back to the caller's. Each of them ends within <see cref="P2PClientOptions.JoinTimeout"/>: with a session whose links to all who were in the lobby stand
    /// (<see cref="JoinLobbyOptions.AllowUnreachablePeers"/> relaxes that), or with an exception, in which case the lobby was left again.
    /// </remarks>
    public sealed class P2PClient : IDisposable, IAsyncDisposable
    {
        private readonly object _gate = new object();
        private readonly Uri _server;
        private readonly ClientLoop _client = new ClientLoop();
        private readonly ISessionLoop _loop;
        private SessionCore? _current;
        private Task? _disposal;

        /// <summary>Makes a client and starts its network thread.</summary>
        /// <param name="options">Null for the defaults.</param>
        /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
        /// <exception cref="InvalidOperationException">No platform is there to run on: the assembly P2PNet.Native, or in a browser P2PNet.Browser, is missing.</exception>
        /// <exception cref="PlatformNotSupportedException"><see cref="P2PClientOptions.Conditions"/> are given, in a browser.</exception>
        public P2PClient(P2PClientOptions? options = null)
            : this(options ?? new P2PClientOptions(), P2PPlatform.Default)
        {
        }

        internal P2PClient(P2PClientOptions options, P2PPlatform? platform)
        {
            Options = options;
            _server = options.Validate();
            if (platform == null)
                throw new InvalidOperationException("P2PClient has no platform to run on: add the assembly P2PNet.Native (in a browser P2PNet.Browser) to the game.");
            bool isLocal = SessionLoopOptions.IsOnThisMachine(_server);
            _loop = platform.Start(_client, new SessionLoopOptions
            {
                IncludeLoopback = options.IncludeLoopback ?? isLocal,
                LoopbackOnly = options.LoopbackOnly,
                LocalPort = options.LocalPort,
                Log = options.Log,
            });
            if (options.Conditions == null) return;
            try
            {
                SessionSimulation.SwitchOf(_loop).Stand(new SimulatedConditions(options.Conditions, options.Conditions));
            }
            catch (PlatformNotSupportedException)
            {
                _loop.Dispose();
                throw;
            }

            _loop.Wake();
        }

        /// <summary>What the client was made with.</summary>
        public P2PClientOptions Options { get; }

        /// <summary>Creates a lobby and enters it as its host.</summary>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends the attempt; the server is told.</param>
        /// <exception cref="P2PException">The server cannot be reached, or refuses.</exception>
        /// <exception cref="ArgumentException">An option is out of its range.</exception>
        /// <exception cref="InvalidOperationException">The client is in a session, or entering one.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Session> CreateLobbyAsync(CreateLobbyOptions? options = null, CancellationToken cancellationToken = default)
        {
            options ??= new CreateLobbyOptions();
            options.Validate();
            return EnterAsync(LobbyRequest.Create(options), cancellationToken);
        }

        /// <summary>Joins the lobby with a code and connects to everyone in it.</summary>
        /// <param name="code">The code as a player types it: case, spaces and hyphens do not matter.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends the attempt; the server and the peers are told.</param>
        /// <exception cref="P2PException">The server cannot be reached or refuses (no such lobby, full, locked), or a link does not come about.</exception>
        /// <exception cref="ArgumentException">The code is empty or longer than a code can be.</exception>
        /// <exception cref="InvalidOperationException">The client is in a session, or entering one.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Session> JoinLobbyByCodeAsync(string code, JoinLobbyOptions? options = null, CancellationToken cancellationToken = default)
        {
            CheckText(code, ProtocolLimits.MaxCodeLength, nameof(code));
            return EnterAsync(LobbyRequest.ByCode(code, options ?? new JoinLobbyOptions()), cancellationToken);
        }

        /// <summary>Joins the lobby with an id and connects to everyone in it.</summary>
        /// <param name="lobbyId"><see cref="Lobby.Id"/>.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends the attempt; the server and the peers are told.</param>
        /// <exception cref="P2PException">The server cannot be reached or refuses (no such lobby, full, locked), or a link does not come about.</exception>
        /// <exception cref="ArgumentException">The id is empty or longer than an id can be.</exception>
        /// <exception cref="InvalidOperationException">The client is in a session, or entering one.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Session> JoinLobbyByIdAsync(string lobbyId, JoinLobbyOptions? options = null, CancellationToken cancellationToken = default)
        {
            CheckText(lobbyId, ProtocolLimits.MaxIdLength, nameof(lobbyId));
            return EnterAsync(LobbyRequest.ById(lobbyId, options ?? new JoinLobbyOptions()), cancellationToken);
        }

        /// <summary>
        /// Leaves the session, if there is one, and ends the network thread. Returns at once; the goodbye goes on in the background for up
        /// to <see cref="P2PClientOptions.LeaveTimeout"/>. A program that is about to end awaits <see cref="DisposeAsync"/> instead.
        /// </summary>
        public void Dispose() => _ = DisposeOnceAsync();

        /// <summary>Leaves the session, if there is one, and ends the network thread. Completes when nothing is left.</summary>
        public ValueTask DisposeAsync() => new ValueTask(DisposeOnceAsync());

        private static void CheckText(string text, int maxLength, string name)
        {
            if (text == null) throw new ArgumentNullException(name);
            if (string.IsNullOrWhiteSpace(text) || text.Length > maxLength) throw new ArgumentException("It must have 1 to " + maxLength + " characters, not " + (string.IsNullOrWhiteSpace(text) ? "none" : text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)) + ".", name);
        }

        private Task<Session> EnterAsync(LobbyRequest request, CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<Session>(cancellationToken);
            SessionCore core;
            lock (_gate)
            {
                if (_disposal != null) throw new ObjectDisposedException(nameof(P2PClient));
                if (_current != null && !_current.IsOver)
                    throw new InvalidOperationException("This client is in a lobby, or entering one. Leave it first (Session.LeaveAsync), or make another client.");
                core = _current = new SessionCore(Options, _server, _loop, request, cancellationToken);
            }

            _client.Add(core);
            _loop.Wake();
            return core.Joined;
        }

        private Task DisposeOnceAsync()
        {
            lock (_gate) return _disposal ??= DisposeCoreAsync(_current);
        }

        private async Task DisposeCoreAsync(SessionCore? current)
        {
            if (current != null)
            {
                current.Mailbox.RequestLeave();
                _loop.Wake();
                await current.Ended.ConfigureAwait(false);
                current.Mailbox.CloseEvents();
            }

            // It waits for the thread, which the caller's must not.
            await Task.Run(_loop.Dispose).ConfigureAwait(false);
        }
    }
}
