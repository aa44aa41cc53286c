using System;
using System.Text;
using P2PNet.Rtc.Turn;

namespace P2PNet.Rtc.Link
{
    /// <summary>One way to a TURN server: a transport and an address, and, once it is tried, the client that speaks on it.</summary>
    internal sealed class RelayWay
    {
        // As long as a request over UDP is repeated; the system's own patience with a connection is minutes.
        private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(6.5);

        private readonly LinkResources _resources;
        private readonly IceServer _server;
        private Timestamp _connectDeadline = Timestamp.Never;
        private SocketId _stream;
        private string? _closedBecause;

        public RelayWay(LinkResources resources, IceServer server, string host, in TransportAddress address, TurnTransport transport)
        {
            _resources = resources;
            _server = server;
            Host = host;
            Address = address;
            Transport = transport;
        }

        public string Host { get; }

        public TransportAddress Address { get; }

        public TurnTransport Transport { get; }

        public RelayWayState State { get; private set; }

        /// <summary>Null until the connection stands; UDP needs none.</summary>
        public TurnClient? Client { get; private set; }

        /// <summary>Why it failed.</summary>
        public TurnFailure? Failure { get; private set; }

        /// <summary>Whether it is being tried and has shown that it leads to the server, so that no other way is needed for now.</summary>
        public bool IsPromising => State == RelayWayState.Allocating && (Client!.HasHeard || Transport != TurnTransport.Udp);

        public bool IsTrying => State is RelayWayState.Connecting or RelayWayState.Allocating;

        public Timestamp NextTimeout => Client == null ? _connectDeadline : Timestamp.Min(_connectDeadline, Client.NextTimeout);

        /// <summary>Begins to open the connection, or to ask where none is needed.</summary>
        public void Start(Timestamp now)
        {
            if (Transport == TurnTransport.Udp)
            {
                Ask(now, SocketId.For(Address));
            }
            else if (_resources.Streams != null && _resources.Streams.TryOpen(new StreamRequest(Host, Address, Transport == TurnTransport.Tls), out _stream))
            {
                State = RelayWayState.Connecting;
                _connectDeadline = now + ConnectPatience;
            }
            else
            {
                Fail(new TurnFailure(TurnFailureKind.NoAnswer, "cannot be connected to: no further connection can be opened"));
            }
        }

        /// <summary>Whether a datagram from this socket and address is the server's.</summary>
        public bool Owns(in DatagramInfo info)
            => Client != null && Client.Options.Socket == info.Socket && (info.Socket.IsStream || Address == info.Remote);

        public bool OwnsStream(SocketId id) => _stream.IsStream && _stream == id;

        public void OnStreamOpened(Timestamp now)
        {
            if (State == RelayWayState.Connecting) Ask(now, _stream);
        }

        /// <summary>The connection is gone; the connector knows.</summary>
        public void OnStreamClosed(string reason)
        {
            _stream = default;
            _closedBecause = reason;
            Fail(new TurnFailure(TurnFailureKind.NoAnswer, "ended the connection"));
        }

        public void HandleTimeout(Timestamp now)
        {
            if (_connectDeadline <= now) Fail(TurnFailureReasons.NoAnswer);
            else if (Client != null && Client.NextTimeout <= now) Client.HandleTimeout(now);
        }

        /// <summary>The network is another than the one in which it failed.</summary>
        public void TryAgain()
        {
            if (State != RelayWayState.Failed || Failure?.Kind != TurnFailureKind.NoAnswer) return;
            State = RelayWayState.Waiting;
            Failure = null;
            _closedBecause = null;
        }

        public void OnAllocated() => State = RelayWayState.Won;

        /// <summary>Another way won. Over UDP an Allocate may still be on its way, and what it gets is given back.</summary>
        public void Abandon(Timestamp now)
        {
            if (State == RelayWayState.Allocating && Transport == TurnTransport.Udp)
            {
                State = RelayWayState.Abandoned;
                return;
            }

            if (State != RelayWayState.Failed) State = RelayWayState.Abandoned;
            CloseStream();
            Client = null;
        }

        /// <summary>An abandoned way got an allocation after all.</summary>
        public void GiveBack(Timestamp now) => Client?.Release(now);

        /// <summary>Why it failed: "turn.example.org did not answer over UDP".</summary>
        public void Explain(StringBuilder text)
        {
            if (Failure == null) return;
            if (text.Length > 0) text.Append("; ");
            string name = Transport == TurnTransport.Udp ? "UDP" : Transport == TurnTransport.Tcp ? "TCP" : "TLS";
            if (_closedBecause == null) text.Append(Host).Append(' ').Append(Failure.Reason).Append(" over ").Append(name);
            else text.Append(Host).Append(" over ").Append(name).Append(": ").Append(_closedBecause);
        }

        public void Fail(TurnFailure failure)
        {
            if (State != RelayWayState.Abandoned) State = RelayWayState.Failed;
            Failure = failure;
            _connectDeadline = Timestamp.Never;
            Client = null;
            CloseStream();
        }

        private void Ask(Timestamp now, SocketId socket)
        {
            State = RelayWayState.Allocating;
            _connectDeadline = Timestamp.Never;
            Client = new TurnClient(
                new TurnClientOptions(socket, Address, Transport)
                {
                    Username = _server.Username,
                    Credential = _server.Credential,
                    Realm = _server.Realm,
                    Nonce = _server.Nonce,
                },
                _resources.Crypto,
                _resources.Random);
            Client.Start(now);
        }

        private void CloseStream()
        {
            if (_stream.IsStream) _resources.Streams!.Close(_stream);
            _stream = default;
            _connectDeadline = Timestamp.Never;
        }
    }
}
