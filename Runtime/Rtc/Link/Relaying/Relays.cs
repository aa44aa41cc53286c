using System;
using System.Collections.Generic;
using System.Text;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// The TURN servers that links name, each with one allocation for all of them. What peers send to a relayed address comes out as from
    /// a socket of its own, and what is sent from that socket goes in.
    /// </summary>
    internal sealed class Relays
    {
        private const int MaxRelays = 8;

        private readonly LinkResources _resources;
        private readonly IceGatherer _gatherer;
        private readonly LinkCounters _counters;
        private readonly RelayedPeers _peers = new RelayedPeers();
        private readonly List<Relay> _relays = new List<Relay>();
        private bool _isReleasing;

        public Relays(LinkResources resources, IceGatherer gatherer, LinkCounters counters)
        {
            _resources = resources;
            _gatherer = gatherer;
            _counters = counters;
        }

        public IReadOnlyList<Relay> All => _relays;

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = Timestamp.Never;
                for (int i = 0; i < _relays.Count; i++) next = Timestamp.Min(next, _relays[i].NextTimeout);
                return next;
            }
        }

        /// <summary>Takes the relays among a link's servers.</summary>
        public void Add(Timestamp now, IReadOnlyList<IceServer> servers)
        {
            for (int i = 0; i < servers.Count; i++)
            {
                if (HasRelayUrl(servers[i])) Add(now, servers[i]);
            }
        }

        /// <summary>A link has learnt an address of its peer's.</summary>
        /// <param name="now">The time.</param>
        /// <param name="share">The link's; without room in it the address is left out, and counted.</param>
        /// <param name="peer">The address; the port does not count.</param>
        /// <param name="inUse">The address that the link's path leads to; invalid where there is none.</param>
        public void AddPeer(Timestamp now, RelayShare share, in TransportAddress peer, in TransportAddress inUse)
        {
            TransportAddress address = peer.WithPort(0);
            if (share.Contains(address)) return;
            if (!share.TryAdd(now, address, _peers.Count, inUse.WithPort(0), out TransportAddress replaced))
            {
                _counters.PeersOverShare++;
                return;
            }

            if (replaced.IsValid) RemovePeer(replaced);
            if (!_peers.Add(address)) return;
            for (int i = 0; i < _relays.Count; i++)
            {
                if (_relays[i].Client is TurnClient client) RelayedPeers.AddTo(now, client, address);
            }
        }

        /// <summary>A link is over.</summary>
        public void RemovePeers(RelayShare share)
        {
            for (int i = 0; i < share.Count; i++) RemovePeer(share[i]);
            share.Clear();
        }

        public void OnNetworkChanged(Timestamp now)
        {
            for (int i = 0; i < _relays.Count; i++) _relays[i].OnNetworkChanged(now);
        }

        public void OnStreamOpened(Timestamp now, SocketId id)
        {
            if (!TryFindStream(id, out Relay relay, out RelayWay way)) return;
            way.OnStreamOpened(now);
            relay.Advance(now);
        }

        public void OnStreamClosed(Timestamp now, SocketId id, string reason)
        {
            if (TryFindStream(id, out Relay relay, out RelayWay way)) relay.OnStreamClosed(now, way, reason);
        }

        /// <summary>Takes a datagram from a relay, or leaves it.</summary>
        /// <param name="now">The time.</param>
        /// <param name="info">Where it came from.</param>
        /// <param name="datagram">Not empty.</param>
        /// <param name="inner">Of one from a peer: the relayed socket and the peer.</param>
        /// <param name="offset">Where in the datagram the peer's begins.</param>
        /// <param name="length">Its length.</param>
        public RelayedDatagram Handle(Timestamp now, in DatagramInfo info, Span<byte> datagram, out DatagramInfo inner, out int offset, out int length)
        {
            inner = default;
            offset = length = 0;
            if (!MayBeRelays(info, datagram)) return RelayedDatagram.NotOurs;
            for (int i = 0; i < _relays.Count; i++)
            {
                IReadOnlyList<RelayWay> ways = _relays[i].Ways;
                for (int j = 0; j < ways.Count; j++)
                {
                    if (!ways[j].Owns(info)) continue;
                    TurnClient client = ways[j].Client!;
                    client.HandleDatagram(now, info, datagram);
                    if (!client.TryPollData(out TurnEvent data))
                    {
                        _relays[i].Advance(now);
                        return RelayedDatagram.Taken;
                    }

                    inner = new DatagramInfo(_relays[i].SocketFor(data.Peer.IsIPv6), data.Peer);
                    offset = data.Offset;
                    length = data.Length;
                    return RelayedDatagram.FromPeer;
                }
            }

            // After its relay was given up, a connection may still have something to say.
            return info.Socket.IsStream ? RelayedDatagram.Taken : RelayedDatagram.NotOurs;
        }

        public void HandleTimeout(Timestamp now)
        {
            for (int i = 0; i < _relays.Count; i++)
            {
                if (_relays[i].NextTimeout <= now) _relays[i].HandleTimeout(now);
            }
        }

        /// <summary>Writes the next message of a client's.</summary>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            for (int i = 0; i < _relays.Count; i++)
            {
                IReadOnlyList<RelayWay> ways = _relays[i].Ways;
                for (int j = 0; j < ways.Count; j++)
                {
                    TurnClient? client = ways[j].Client;
                    if (client == null) continue;
                    if (client.TryPollTransmit(now, destination, out transmit)) return true;
                    if (client.State == TurnState.Failed) _relays[i].Advance(now); // it had nothing that could be sent
                }
            }

            transmit = default;
            return false;
        }

        /// <summary>Whether allocations are being given back, and a server has still to hear it.</summary>
        public bool IsReleasing
        {
            get
            {
                for (int i = 0; i < _relays.Count; i++)
                {
                    if (_relays[i].IsReleasing) return true;
                }

                return _isReleasing;
            }
        }

        /// <summary>Gives the allocations back, after everything else was sent.</summary>
        public void ReleaseWhenDrained() => _isReleasing = true;

        public bool TryPollRelease(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            transmit = default;
            if (!_isReleasing) return false;
            _isReleasing = false;
            for (int i = 0; i < _relays.Count; i++) _relays[i].Release(now);
            return TryPollTransmit(now, destination, out transmit);
        }

        /// <summary>Makes of a datagram from a relayed socket one to its server, in place. False where it cannot go; the client counts why.</summary>
        public bool TryWrap(Timestamp now, Span<byte> buffer, ref Transmit transmit)
        {
            TurnClient? client = FindClient(transmit.Socket);
            int offset = transmit.Offset;
            int length = transmit.Length;
            if (client == null || !client.TryWrap(now, buffer, transmit.Remote, ref offset, ref length))
            {
                _counters.DroppedWithoutRelay++;
                return false;
            }

            transmit = new Transmit(client.Options.Socket, client.Options.Server, offset, length);
            return true;
        }

        /// <summary>How the server behind a relayed socket is reached, in the words of <see cref="PathStatistics.RelayProtocol"/>.</summary>
        public string? ProtocolOf(SocketId relayed) => FindClient(relayed)?.Options.Transport switch
        {
            TurnTransport.Udp => "udp",
            TurnTransport.Tcp => "tcp",
            TurnTransport.Tls => "tls",
            _ => null,
        };

        /// <summary>Whether a relay is set up at all.</summary>
        public bool IsAny => _relays.Count > 0;

        /// <summary>Why no relay helps a link: a sentence, or null where one does or none is set up.</summary>
        public string? Explain(RelayShare share)
        {
            if (_relays.Count == 0) return null;
            var reasons = new StringBuilder();
            bool answered = false;
            foreach (Relay relay in _relays)
            {
                if (!relay.HasFailed) return ExplainRefusal(share);
                relay.Explain(reasons);
                foreach (RelayWay way in relay.Ways) answered |= way.Failure != null && way.Failure.Code != default;
            }

            if (reasons.Length == 0) return "The address of no relay could be found.";
            return (answered ? "No relay can be used: " : "No relay answered: ") + reasons + ".";
        }

        /// <summary>A relay stands and does not let this peer in: null where it does, or was not asked to.</summary>
        private string? ExplainRefusal(RelayShare share)
        {
            string? explanation = null;
            foreach (Relay relay in _relays)
            {
                for (int i = 0; i < share.Count && relay.Client != null; i++)
                {
                    PermissionState? state = relay.Client.PermissionFor(share[i], out StunErrorCode refusal);
                    if (state == PermissionState.Granted) return null;
                    if (refusal != default) explanation ??= "For the way to the other player the relay " + relay.Host + " " + TurnFailureReasons.Of(refusal).Reason + ".";
                }
            }

            return explanation;
        }

        private void RemovePeer(in TransportAddress peer)
        {
            if (!_peers.Remove(peer)) return;
            for (int i = 0; i < _relays.Count; i++) _relays[i].Client?.RemovePeer(peer);
        }

        private TurnClient? FindClient(SocketId relayed)
        {
            int ordinal = (relayed.Value - SocketId.FirstRelay) / 2;
            return ordinal < _relays.Count ? _relays[ordinal].Client : null;
        }

        private static bool HasRelayUrl(IceServer server)
        {
            for (int i = 0; i < server.Urls.Count; i++)
            {
                if (TurnUrl.HasScheme(server.Urls[i])) return true;
            }

            return false;
        }

        /// <summary>Told without looking anybody up: most datagrams are DTLS from peers. A Binding response is for whoever asked a STUN server.</summary>
        private static bool MayBeRelays(in DatagramInfo info, ReadOnlySpan<byte> datagram)
        {
            if (info.Socket.IsStream) return true;
            if (info.Socket.IsRelay) return false;
            if (ChannelDataHeader.IsFirstByte(datagram[0])) return true;
            return StunHeader.TryRead(datagram, out StunHeader header) && header.Method != StunMethod.Binding;
        }

        private void Add(Timestamp now, IceServer server)
        {
            foreach (Relay known in _relays)
            {
                if (!known.IsFor(server)) continue;
                known.Renew(now, server);
                return;
            }

            if (_relays.Count >= MaxRelays)
            {
                _counters.ServersPassedOver++;
                return;
            }

            var relay = new Relay(_resources, _gatherer, _peers, _counters, server, _relays.Count);
            _relays.Add(relay);
            relay.Start(now);
        }

        private bool TryFindStream(SocketId id, out Relay relay, out RelayWay way)
        {
            for (int i = 0; i < _relays.Count; i++)
            {
                IReadOnlyList<RelayWay> ways = _relays[i].Ways;
                for (int j = 0; j < ways.Count; j++)
                {
                    if (!ways[j].OwnsStream(id)) continue;
                    relay = _relays[i];
                    way = ways[j];
                    return true;
                }
            }

            relay = null!;
            way = null!;
            return false;
        }
    }
}
