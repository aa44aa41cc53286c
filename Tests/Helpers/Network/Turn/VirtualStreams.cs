using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;
using P2PNet.Rtc.Turn;

namespace P2PNet.Tests.Network
{
    /// <summary>
    /// TCP and TLS connections of one client to TURN servers: in order, without loss, a round trip (two for TLS) to open. The bytes come
    /// in pieces that know nothing of messages.
    /// </summary>
    internal sealed class VirtualStreams : IStreamConnector
    {
        private readonly VirtualNetwork _network;
        private readonly SeededRandom _random;
        private readonly Dictionary<SocketId, Connection> _connections = new Dictionary<SocketId, Connection>();
        private VirtualHost _host = null!;
        private RtcEndpoint _endpoint = null!;

        public VirtualStreams(VirtualNetwork network)
        {
            _network = network;
            _random = new SeededRandom(network.Seed + 1000);
        }

        /// <summary>What a firewall swallows without a word.</summary>
        public Predicate<StreamRequest> IsBlocked { get; set; } = _ => false;

        /// <summary>Who listens where.</summary>
        public Dictionary<TransportAddress, TurnServerNode> Servers { get; } = new Dictionary<TransportAddress, TurnServerNode>();

        public List<StreamRequest> Requests { get; } = new List<StreamRequest>();

        public int Open => _connections.Count;

        public void Attach(VirtualHost host, RtcEndpoint endpoint)
        {
            _host = host;
            _endpoint = endpoint;
            host.SendToStream = Send;
        }

        public bool TryOpen(in StreamRequest request, out SocketId id)
        {
            id = new SocketId(SocketId.FirstStream);
            while (id.IsStream && _connections.ContainsKey(id)) id = new SocketId((byte)(id.Value + 1));
            if (!id.IsStream) return false;
            Requests.Add(request);
            var connection = new Connection(request.Address, new StreamFramer(2048));
            _connections.Add(id, connection);
            if (IsBlocked(request)) return true;
            SocketId opened = id;
            TimeSpan roundTrip = _host.Conditions.Delay * 2;
            bool isThere = Servers.TryGetValue(request.Address, out connection.Server);
            _network.After(request.IsSecure ? roundTrip * 2 : roundTrip, () =>
            {
                if (!IsLive(opened, connection)) return;
                if (isThere) Accept(opened, connection);
                else Break(opened, "the connection was refused");
            });
            return true;
        }

        public void Close(SocketId id) => _connections.Remove(id);

        /// <summary>Ends a connection from outside.</summary>
        public void Break(SocketId id, string reason)
        {
            _connections.Remove(id);
            _endpoint.OnStreamClosed(_network.Now, id, reason);
        }

        public void BreakAll(string reason)
        {
            foreach (SocketId id in new List<SocketId>(_connections.Keys)) Break(id, reason);
        }

        private bool IsLive(SocketId id, Connection connection) => _connections.TryGetValue(id, out Connection? live) && live == connection;

        private void Accept(SocketId id, Connection connection)
        {
            connection.IsOpen = true;
            VirtualHost server = connection.Server!.Host;
            connection.Client = _host.Addresses[0].WithPort((ushort)(20000 + (_network.Now.Ticks % 30000)));
            connection.ServerSocket = connection.Server.Accept(bytes => _network.After(server.Conditions.Delay + _host.InboundDelay, () => Receive(id, connection, bytes)));
            _endpoint.OnStreamOpened(_network.Now, id);
        }

        private void Send(SocketId id, byte[] bytes)
        {
            if (!_connections.TryGetValue(id, out Connection? connection) || !connection.IsOpen) return;
            _network.After(_host.Conditions.Delay, () =>
            {
                Span<byte> message = connection.ToServer.GetSpan();
                bytes.CopyTo(message);
                connection.ToServer.Advance(bytes.Length);
                while (connection.ToServer.TryRead(out Span<byte> whole))
                    connection.Server!.HandleDatagram(_network.Now, new DatagramInfo(connection.ServerSocket, connection.Client), whole);
            });
        }

        private void Receive(SocketId id, Connection connection, byte[] bytes)
        {
            if (!IsLive(id, connection)) return;
            for (int at = 0; at < bytes.Length;)
            {
                int piece = Math.Min(bytes.Length - at, 1 + _random.Next(64));
                bytes.AsSpan(at, piece).CopyTo(connection.Framer.GetSpan());
                connection.Framer.Advance(piece);
                at += piece;
                while (connection.Framer.TryRead(out Span<byte> message))
                    _host.Node.HandleDatagram(_network.Now, new DatagramInfo(id, connection.Remote), message);
            }
        }

        private sealed class Connection
        {
            public TurnServerNode? Server;

            public Connection(in TransportAddress remote, StreamFramer framer)
            {
                Remote = remote;
                Framer = framer;
            }

            public TransportAddress Remote { get; }

            public StreamFramer Framer { get; }

            public StreamFramer ToServer { get; } = new StreamFramer(2048);

            public TransportAddress Client { get; set; }

            public SocketId ServerSocket { get; set; }

            public bool IsOpen { get; set; }
        }
    }
}
