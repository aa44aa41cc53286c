using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>A machine in a <see cref="NetworkSegment"/>: addresses, a node that runs on it, and the conditions of its way out.</summary>
    internal sealed class VirtualHost
    {
        private readonly List<TransportAddress> _addresses = new List<TransportAddress>();
        private readonly Dictionary<SocketId, TransportAddress> _sockets = new Dictionary<SocketId, TransportAddress>();

        public VirtualHost(string name, NetworkSegment segment, INetworkNode node)
        {
            Name = name;
            Segment = segment;
            Node = node;
        }

        public string Name { get; }

        public NetworkSegment Segment { get; private set; }

        public INetworkNode Node { get; }

        /// <summary>Of packets that it sends.</summary>
        public LinkConditions Conditions { get; set; } = new LinkConditions();

        /// <summary>Added to the delay of packets to it: what its own line takes downwards.</summary>
        public TimeSpan InboundDelay { get; set; }

        /// <summary>While false it neither sends nor hears: a pulled cable, a crashed program.</summary>
        public bool IsOnline { get; set; } = true;

        /// <summary>Addresses with the port of the socket of their family.</summary>
        public IReadOnlyList<TransportAddress> Addresses => _addresses;

        internal Timestamp LineFreeAt { get; set; }

        internal Timestamp LastArrival { get; set; }

        /// <summary>Adds an address. The first one of a family is the source of what its socket sends.</summary>
        public TransportAddress AddAddress(string address, ushort port)
        {
            if (!TransportAddress.TryParse(address, port, out TransportAddress parsed)) throw new ArgumentException("No address: " + address, nameof(address));
            _addresses.Add(parsed);
            Segment.Attach(parsed, this);
            return parsed;
        }

        /// <summary>Opens a socket beside those of the two families: a relayed address of a TURN server's.</summary>
        public void AddSocket(SocketId socket, in TransportAddress address)
        {
            _sockets.Add(socket, address);
            Segment.Attach(address, this);
        }

        /// <summary>Closes such a socket.</summary>
        public void RemoveSocket(SocketId socket)
        {
            if (_sockets.Remove(socket, out TransportAddress address)) Segment.Detach(address);
        }

        /// <summary>Where what is sent on TCP and TLS connections goes; null: there are none.</summary>
        public Action<SocketId, byte[]>? SendToStream { get; set; }

        /// <summary>Another port on the same address from now on: what a socket that was opened anew has.</summary>
        public void Rebind(TransportAddress from, TransportAddress to)
        {
            _addresses[_addresses.IndexOf(from)] = to;
            Segment.Detach(from);
            Segment.Attach(to, this);
        }

        internal SocketId SocketOf(in TransportAddress address)
        {
            foreach (KeyValuePair<SocketId, TransportAddress> socket in _sockets)
            {
                if (socket.Value == address) return socket.Key;
            }

            return SocketId.For(address);
        }

        public void RemoveAddress(TransportAddress address)
        {
            _addresses.Remove(address);
            Segment.Detach(address);
        }

        /// <summary>Plugs it in elsewhere, where it gets another address; the sockets stay open.</summary>
        public void MoveTo(NetworkSegment segment, string address, ushort port)
        {
            while (_addresses.Count > 0) RemoveAddress(_addresses[0]);
            Segment = segment;
            AddAddress(address, port);
        }

        internal bool TryGetSource(SocketId socket, out TransportAddress source)
        {
            if (_sockets.TryGetValue(socket, out source)) return true;
            foreach (TransportAddress address in _addresses)
            {
                if (SocketId.For(address) != socket) continue;
                source = address;
                return true;
            }

            source = default;
            return false;
        }

        public override string ToString() => Name;
    }
}
