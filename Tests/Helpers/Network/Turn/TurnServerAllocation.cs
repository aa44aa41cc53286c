using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Network
{
    /// <summary>An allocation of a <see cref="TurnServerNode"/>.</summary>
    internal sealed class TurnServerAllocation
    {
        public TurnServerAllocation(in DatagramInfo client, string username)
        {
            Client = client;
            Username = username;
        }

        /// <summary>The 5-tuple, as far as the server's own end does not say more.</summary>
        public DatagramInfo Client { get; }

        public string Username { get; }

        /// <summary>That of the request which made it: the same again gets the same answer (RFC 8656 §7.2).</summary>
        public TransactionId Transaction { get; set; }

        public Timestamp ExpiresAt { get; set; }

        /// <summary>The relayed addresses and the sockets behind them.</summary>
        public Dictionary<SocketId, TransportAddress> Relayed { get; } = new Dictionary<SocketId, TransportAddress>();

        /// <summary>Addresses with port 0, and until when.</summary>
        public Dictionary<TransportAddress, Timestamp> Permissions { get; } = new Dictionary<TransportAddress, Timestamp>();

        public Dictionary<ushort, TransportAddress> Channels { get; } = new Dictionary<ushort, TransportAddress>();

        public bool Permits(Timestamp now, in TransportAddress peer) => Permissions.TryGetValue(peer.WithPort(0), out Timestamp until) && until > now;

        public bool TryFindSocket(in TransportAddress peer, out SocketId socket)
        {
            foreach (KeyValuePair<SocketId, TransportAddress> relayed in Relayed)
            {
                socket = relayed.Key;
                if (relayed.Value.IsIPv6 == peer.IsIPv6) return true;
            }

            socket = default;
            return false;
        }

        public bool TryFindChannel(in TransportAddress peer, out ushort channel)
        {
            foreach (KeyValuePair<ushort, TransportAddress> bound in Channels)
            {
                channel = bound.Key;
                if (bound.Value == peer) return true;
            }

            channel = 0;
            return false;
        }
    }
}
