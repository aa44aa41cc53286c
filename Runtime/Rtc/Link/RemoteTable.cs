using System;
using System.Collections.Generic;
using P2PNet.Rtc.Dtls;
using P2PNet.Rtc.Ice;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// Finds the link that a DTLS datagram is for by the address that it comes from. Links that share an address are told apart by their keys: the
    /// one which can open a record is meant.
    /// </summary>
    /// <remarks>
    /// A link gets an address when its peer has proved by a STUN message with the right integrity that it is there. That takes nothing away from a link that
    /// has it already, so a lobby member who can forge source addresses cuts nobody off.
    /// The records of a handshake are open until its end and could be anybody's. A ClientHello of ours names its link in its session_id; one of a browser's, which
    /// shares no socket, belongs to the first link whose peer has answered a check from there, or to all while none has. What follows is for the link whose
    /// handshake has begun: of those that share an address one is at a time, since clients take turns. Links that stand get it too, for it may be a repetition.
    /// </remarks>
    internal sealed class RemoteTable
    {
        /// <summary>Addresses kept for one link. A peer has a handful; one with hundreds gets the last ones.</summary>
        private const int MaxRemotesPerLink = 32;

        private const int LongestTried = 2048;

        private readonly Dictionary<RemoteKey, RemoteOwners> _owners = new Dictionary<RemoteKey, RemoteOwners>();
        private readonly IReadOnlyList<PeerLink> _links;
        private readonly LinkCounters _counters;
        private byte[]? _copy;

        /// <param name="links">All that there are, now and later.</param>
        /// <param name="counters">Counts what belongs to nobody.</param>
        public RemoteTable(IReadOnlyList<PeerLink> links, LinkCounters counters)
        {
            _links = links;
            _counters = counters;
        }

        /// <summary>The link that is most likely meant.</summary>
        public bool TryFind(in RemoteKey key, out PeerLink? link)
        {
            link = _owners.TryGetValue(key, out RemoteOwners? owners) && owners.Count > 0 ? owners[0] : null;
            return link != null;
        }

        /// <summary>The peer of this link has proved that it is at this address.</summary>
        /// <param name="link">The link.</param>
        /// <param name="key">The address.</param>
        /// <param name="isAnswer">Whether by the answer to a check of ours.</param>
        public void Remember(PeerLink link, in RemoteKey key, bool isAnswer)
        {
            if (!_owners.TryGetValue(key, out RemoteOwners? owners)) _owners[key] = owners = new RemoteOwners();
            bool isNew = !link.Remotes.Contains(key);
            if (!owners.TryAdd(link, isAnswer, out PeerLink? evicted))
            {
                _counters.ContestedRemotes++;
                return;
            }

            evicted?.Remotes.Remove(key);
            if (!isNew) return;
            if (owners.Count > 1) _counters.ContestedRemotes++;
            if (link.Remotes.Count >= MaxRemotesPerLink)
            {
                // The path in use stays, however old it is.
                int oldest = link.Stack.IsSelected(link.Remotes[0]) ? 1 : 0;
                Forget(link, link.Remotes[oldest]);
                link.Remotes.RemoveAt(oldest);
            }

            link.Remotes.Add(key);
        }

        /// <summary>The link is gone.</summary>
        public void Forget(PeerLink link)
        {
            foreach (RemoteKey key in link.Remotes) Forget(link, key);
            link.Remotes.Clear();
        }

        public void Clear() => _owners.Clear();

        public void HandleDtls(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            if (!_owners.TryGetValue(new RemoteKey(info.Socket, info.Remote), out RemoteOwners? owners) || owners.Count == 0) _counters.DroppedUnknownRemote++;
            else if (!IsOpenRecord(datagram)) HandleSealed(now, owners, info, datagram);
            else HandleHandshake(now, owners, info, datagram);
        }

        /// <summary>Tries those that stand, the likeliest first, then those in a handshake, then those that are over, which answer with their farewell.</summary>
        private void HandleSealed(Timestamp now, RemoteOwners owners, in DatagramInfo info, Span<byte> datagram)
        {
            if (owners.Count == 1)
            {
                owners[0].HandleDtls(now, info, datagram);
                return;
            }

            for (int round = 0; round < 3; round++)
            {
                for (int i = 0; i < owners.Count; i++)
                {
                    if (RoundOf(owners[i]) != round || !owners[i].HandleDtls(now, info, Copy(datagram))) continue;
                    if (round == 0) owners.MoveToFront(i);
                    return;
                }
            }
        }

        private void HandleHandshake(Timestamp now, RemoteOwners owners, in DatagramInfo info, Span<byte> datagram)
        {
            bool isHandshake = HandshakePeek.TryRead(datagram, out HandshakePeek peek);
            if (FindNamed(peek.SessionId) is PeerLink named)
            {
                if (owners.Contains(named)) named.HandleDtls(now, info, datagram);
                else _counters.DroppedUnknownRemote++; // its peer has not proved yet that it is there; it asks again
                return;
            }

            if (owners.Count == 1)
            {
                owners[0].HandleDtls(now, info, datagram);
                return;
            }

            bool begins = isHandshake && peek.Type == HandshakeType.ClientHello;
            int proven = begins ? FirstProven(owners) : -1;
            for (int i = 0; i < owners.Count; i++)
            {
                PeerLink link = owners[i];
                bool isMeant = RoundOf(link) == 0;
                if (RoundOf(link) == 1) isMeant = link.Stack.Receives(peek.Receiver) && (begins ? proven < 0 || proven == i : link.Stack.IsShakingHands);
                if (isMeant) link.HandleDtls(now, info, Copy(datagram));
            }
        }

        /// <summary>The first that is in a handshake or before it, and whose peer has answered a check; -1 where there is none.</summary>
        private static int FirstProven(RemoteOwners owners)
        {
            for (int i = 0; i < owners.Count; i++)
            {
                if (RoundOf(owners[i]) == 1 && owners.IsProven(i)) return i;
            }

            return -1;
        }

        /// <summary>The link whose username fragment this is.</summary>
        private PeerLink? FindNamed(ReadOnlySpan<byte> ufrag)
        {
            for (int i = 0; i < _links.Count && !ufrag.IsEmpty; i++)
            {
                if (_links[i].Stack.Ice is IceTransport ice && ice.OwnsUfrag(ufrag)) return _links[i];
            }

            return null;
        }

        private static int RoundOf(PeerLink link) => link.IsOver ? 2 : link.Stack.IsSecured ? 0 : 1;

        /// <summary>Of epoch 0, so not protected; RFC 6347 §4.1: type, version, then the epoch.</summary>
        private static bool IsOpenRecord(ReadOnlySpan<byte> datagram) => datagram.Length < 5 || (datagram[3] == 0 && datagram[4] == 0);

        /// <summary>A record that cannot be opened is spoiled by the attempt.</summary>
        private Span<byte> Copy(ReadOnlySpan<byte> datagram)
        {
            _copy ??= new byte[LongestTried];
            int length = Math.Min(datagram.Length, LongestTried);
            datagram.Slice(0, length).CopyTo(_copy);
            return _copy.AsSpan(0, length);
        }

        private void Forget(PeerLink link, in RemoteKey key)
        {
            if (!_owners.TryGetValue(key, out RemoteOwners? owners)) return;
            owners.Remove(link);
            if (owners.Count == 0) _owners.Remove(key);
        }
    }
}
