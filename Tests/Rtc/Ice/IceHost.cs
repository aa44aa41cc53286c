using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>A player's machine: one gatherer, one agent, one socket a family (and a make-believe relay), maybe behind a NAT.</summary>
    internal sealed class IceHost
    {
        private readonly IceNetwork _network;
        private readonly NatBox? _nat;
        private readonly Dictionary<SocketId, TransportAddress> _relays = new Dictionary<SocketId, TransportAddress>();
        private readonly List<Candidate> _relayed = new List<Candidate>();
        private readonly List<TransportAddress> _addresses = new List<TransportAddress>();

        public IceHost(IceNetwork network, string name, IceAgentOptions options, NatBox? nat)
        {
            _network = network;
            _nat = nat;
            Name = name;
            Gatherer = new IceGatherer(network.Crypto, network.Random);
            Agent = new IceAgent(options, network.Crypto, network.Random);
        }

        public string Name { get; }

        public IceAgent Agent { get; }

        public IceGatherer Gatherer { get; }

        public List<IceEvent> Events { get; } = new List<IceEvent>();

        public List<GathererEvent> GathererEvents { get; } = new List<GathererEvent>();

        /// <summary>Hears of every candidate, to signal it.</summary>
        public Action<Candidate>? OnCandidate { get; set; }

        /// <summary>Hears that there will be no more.</summary>
        public Action? OnEndOfCandidates { get; set; }

        public bool IsConnected => Agent.State == IceState.Connected;

        public IcePath Path => Agent.TryGetSelectedPath(out IcePath path) ? path : default;

        public string? FailureReason { get; private set; }

        public Timestamp NextTimeout => Timestamp.Min(Agent.NextTimeout, Gatherer.NextTimeout);

        public void AddAddress(string ip) => _addresses.Add(IceNetwork.Address(ip, 5000));

        /// <summary>Adds an allocation on a relay that simply forwards.</summary>
        public void AddRelay(string ip)
        {
            var socket = new SocketId((byte)(SocketId.FirstRelay + _relays.Count));
            TransportAddress address = IceNetwork.Address(ip, 6000);
            _relays[socket] = address;
            var candidate = new Candidate(CandidateType.Relayed, address, CandidatePriority.Of(CandidateType.Relayed, 100), "r" + _relays.Count) { Socket = socket };
            _relayed.Add(candidate);
            Announce(candidate);
        }

        /// <summary>The allocations are gone, and it knows.</summary>
        public void LoseRelays()
        {
            _relays.Clear();
            foreach (Candidate candidate in _relayed) Agent.RemoveLocalCandidate(_network.Now, candidate);
            _relayed.Clear();
        }

        public void Gather(bool stun = false)
        {
            foreach (TransportAddress address in _addresses)
            {
                Gatherer.AddHostAddress(_network.Now, SocketId.For(address), address);
                if (stun && address.IsIPv4) Gatherer.AddStunServer(_network.Now, SocketId.IPv4, IceNetwork.StunServer);
            }

            Gatherer.Complete(_network.Now);
        }

        public void Announce(Candidate candidate)
        {
            Agent.AddLocalCandidate(_network.Now, candidate);
            OnCandidate?.Invoke(candidate);
        }

        public void HandleTimeout(Timestamp now)
        {
            if (Gatherer.NextTimeout <= now) Gatherer.HandleTimeout(now);
            if (Agent.NextTimeout <= now) Agent.HandleTimeout(now);
        }

        public void Pump(byte[] buffer)
        {
            while (Gatherer.TryPollTransmit(_network.Now, buffer, out Transmit transmit)) Send(transmit, buffer);
            while (Gatherer.TryPollEvent(out GathererEvent e))
            {
                GathererEvents.Add(e);
                if (e.Candidate != null)
                {
                    Announce(e.Candidate);
                }
                else
                {
                    Agent.EndOfLocalCandidates(_network.Now);
                    OnEndOfCandidates?.Invoke();
                }
            }

            while (Agent.TryPollTransmit(_network.Now, buffer, out Transmit transmit)) Send(transmit, buffer);
            while (Agent.TryPollEvent(out IceEvent e))
            {
                Events.Add(e);
                FailureReason ??= e.Reason;
                _network.Ladder?.Add(_network.Now + " " + Name + " " + e.Kind + " " + e.State + " " + e.Reason);
            }
        }

        public bool Accepts(in IceDatagram datagram, out TransportAddress inside)
        {
            inside = datagram.To;
            foreach (TransportAddress relay in _relays.Values)
            {
                if (relay == datagram.To) return true;
            }

            return _nat == null ? _addresses.Contains(datagram.To) : _nat.TryEnter(datagram.From, datagram.To, out inside);
        }

        public void Receive(in IceDatagram datagram, in TransportAddress inside)
        {
            SocketId socket = SocketId.For(inside);
            foreach (KeyValuePair<SocketId, TransportAddress> relay in _relays)
            {
                if (relay.Value == datagram.To) socket = relay.Key;
            }

            var info = new DatagramInfo(socket, datagram.From);
            byte[] bytes = (byte[])datagram.Bytes.Clone();
            if (Gatherer.Owns(info, bytes)) Gatherer.HandleDatagram(_network.Now, info, bytes);
            else Agent.HandleDatagram(_network.Now, info, bytes);
        }

        private void Send(in Transmit transmit, byte[] buffer)
        {
            TransportAddress from = _relays.TryGetValue(transmit.Socket, out TransportAddress relay) ? relay : SourceFor(transmit.Remote);
            if (!from.IsValid) return;
            if (_nat != null && !transmit.Socket.IsRelay) from = _nat.Translate(from, transmit.Remote);
            _network.Send(new IceDatagram(from, transmit.Remote, buffer.AsSpan(0, transmit.Length).ToArray()));
        }

        /// <summary>The address that routing chooses: of the same family, and of the same /24 if there is one.</summary>
        private TransportAddress SourceFor(in TransportAddress remote)
        {
            TransportAddress chosen = default;
            foreach (TransportAddress address in _addresses)
            {
                if (address.IsIPv6 != remote.IsIPv6) continue;
                bool near = address.AddressToString().Substring(0, 5) == remote.AddressToString().Substring(0, 5);
                if (!chosen.IsValid || near) chosen = address;
            }

            return chosen;
        }
    }
}
