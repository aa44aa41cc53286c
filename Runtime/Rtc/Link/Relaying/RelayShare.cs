using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// What one link has of the permissions at the relays: the addresses of its peer. Anybody can announce any number of candidates, and a server counts each
    /// permission for five minutes, so a link has few, and an address gives way to another only when the server has forgotten it.
    /// </summary>
    internal sealed class RelayShare
    {
        /// <summary>For each link, whatever the others have: a player with IPv4, IPv6 and some relays.</summary>
        public const int Guaranteed = 8;

        /// <summary>While there is plenty: a player who changes from network to network.</summary>
        public const int Most = 32;

        /// <summary>Addresses of all links together up to which there is plenty; a quarter of what is asked for at most.</summary>
        public const int Plenty = 128;

        // RFC 8656 §9.
        private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

        private readonly List<Held> _held = new List<Held>();

        public int Count => _held.Count;

        public TransportAddress this[int index] => _held[index].Address;

        /// <summary>Takes an address, which has port 0.</summary>
        /// <param name="now">The time.</param>
        /// <param name="address">The address.</param>
        /// <param name="ofAll">How many addresses all links have.</param>
        /// <param name="inUse">The one that the link's path leads to, which stays; invalid where there is none.</param>
        /// <param name="replaced">Of true: the address that made room, or invalid.</param>
        /// <returns>False where there is no room.</returns>
        public bool TryAdd(Timestamp now, in TransportAddress address, int ofAll, in TransportAddress inUse, out TransportAddress replaced)
        {
            replaced = default;
            if (_held.Count >= (ofAll < Plenty ? Most : Guaranteed))
            {
                int oldest = _held[0].Address == inUse ? 1 : 0;
                if (now - _held[oldest].Since < Lifetime) return false;
                replaced = _held[oldest].Address;
                _held.RemoveAt(oldest);
            }

            _held.Add(new Held(address, now));
            return true;
        }

        public bool Contains(in TransportAddress address)
        {
            for (int i = 0; i < _held.Count; i++)
            {
                if (_held[i].Address == address) return true;
            }

            return false;
        }

        public void Clear() => _held.Clear();

        private readonly struct Held
        {
            public readonly TransportAddress Address;
            public readonly Timestamp Since;

            public Held(in TransportAddress address, Timestamp since)
            {
                Address = address;
                Since = since;
            }
        }
    }
}
