using System.Collections.Generic;
using P2PNet.Rtc.Turn;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The addresses that any link may exchange datagrams with over a relay. Each relay asks for a permission for each of them as soon as
    /// it is known, so that the peer's first check finds the door open.
    /// </summary>
    internal sealed class RelayedPeers
    {
        private readonly Dictionary<TransportAddress, int> _links = new Dictionary<TransportAddress, int>();

        /// <summary>Addresses of all links.</summary>
        public int Count => _links.Count;

        /// <summary>A link has learnt an address of its peer's. True where no other link had it.</summary>
        public bool Add(in TransportAddress peer)
        {
            TransportAddress address = peer.WithPort(0);
            _links.TryGetValue(address, out int count);
            _links[address] = count + 1;
            return count == 0;
        }

        /// <summary>A link is over. True where no other link has the address.</summary>
        public bool Remove(in TransportAddress peer)
        {
            TransportAddress address = peer.WithPort(0);
            if (!_links.TryGetValue(address, out int count)) return false;
            if (count > 1) _links[address] = count - 1;
            else _links.Remove(address);
            return count <= 1;
        }

        /// <summary>Tells a relay that has just got its allocation.</summary>
        public void AddTo(Timestamp now, TurnClient client)
        {
            foreach (KeyValuePair<TransportAddress, int> peer in _links) AddTo(now, client, peer.Key);
        }

        /// <summary>A relay on the Internet reaches no private network and refuses to try.</summary>
        public static void AddTo(Timestamp now, TurnClient client, in TransportAddress peer)
        {
            TransportAddress relayed = client.Allocation.RelayedFor(peer);
            if (peer.IsValid && !peer.IsAny && !peer.IsMulticast && relayed.IsValid && (!relayed.IsPublic || peer.IsPublic)) client.AddPeer(now, peer);
        }
    }
}
