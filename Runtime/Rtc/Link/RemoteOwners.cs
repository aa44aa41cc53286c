using System.Collections.Generic;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The links whose peers are at one address: nearly always one. Several, where two machines meet in two lobbies, or somebody claims to be where
    /// another is.
    /// </summary>
    internal sealed class RemoteOwners
    {
        /// <summary>What is kept of one address; every datagram from it may be tried on each.</summary>
        public const int Max = 4;

        private readonly List<Owner> _owners = new List<Owner>(1);

        public int Count => _owners.Count;

        public PeerLink this[int index] => _owners[index].Link;

        /// <summary>
        /// Whether the link's peer has answered a check there, which nobody can who does not receive it; a request may bear a forged source address.
        /// </summary>
        public bool IsProven(int index) => _owners[index].IsProven;

        /// <summary>Adds a link, or learns more about it. False where there is no room.</summary>
        /// <param name="link">The link.</param>
        /// <param name="isProven">Whether its peer has answered a check.</param>
        /// <param name="evicted">A link that had to make room.</param>
        public bool TryAdd(PeerLink link, bool isProven, out PeerLink? evicted)
        {
            evicted = null;
            int index = IndexOf(link);
            if (index >= 0)
            {
                if (isProven) _owners[index] = new Owner(link, true);
                return true;
            }

            if (_owners.Count == Max)
            {
                int dispensable = _owners.FindIndex(owner => owner.Link.IsOver || !owner.IsProven);
                if (dispensable < 0) return false;
                evicted = _owners[dispensable].Link;
                _owners.RemoveAt(dispensable);
            }

            _owners.Add(new Owner(link, isProven));
            return true;
        }

        public bool Contains(PeerLink link) => IndexOf(link) >= 0;

        public void Remove(PeerLink link)
        {
            int index = IndexOf(link);
            if (index >= 0) _owners.RemoveAt(index);
        }

        /// <summary>What comes next from there is most likely for this one too.</summary>
        public void MoveToFront(int index)
        {
            if (index == 0) return;
            Owner owner = _owners[index];
            _owners.RemoveAt(index);
            _owners.Insert(0, owner);
        }

        private int IndexOf(PeerLink link)
        {
            for (int i = 0; i < _owners.Count; i++)
            {
                if (_owners[i].Link == link) return i;
            }

            return -1;
        }

        private readonly struct Owner
        {
            public readonly PeerLink Link;
            public readonly bool IsProven;

            public Owner(PeerLink link, bool isProven)
            {
                Link = link;
                IsProven = isProven;
            }
        }
    }
}
