using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Finds out under which addresses the sockets of a session can be reached (RFC 8445 §5.1): one serves every link. A pure state
    /// machine: see the five doors. Belongs to one thread.
    /// </summary>
    internal sealed class IceGatherer
    {
        private readonly ICryptoProvider _crypto;
        private readonly IRandom _random;
        private readonly List<Candidate> _candidates = new List<Candidate>();

        public IceGatherer(ICryptoProvider crypto, IRandom random)
        {
            _crypto = crypto ?? throw new ArgumentNullException(nameof(crypto));
            _random = random ?? throw new ArgumentNullException(nameof(random));
            Counters = new GathererCounters();
        }

        /// <summary>What was found so far.</summary>
        public IReadOnlyList<Candidate> Candidates => _candidates;

        /// <summary>Whether no more candidates will come.</summary>
        public bool IsComplete { get; private set; }

        public GathererCounters Counters { get; }

        public Timestamp NextTimeout => Timestamp.Never;

        public void AddHostAddress(Timestamp now, SocketId socket, in TransportAddress address) => throw new NotImplementedException();

        public void AddStunServer(Timestamp now, SocketId socket, in TransportAddress server) => throw new NotImplementedException();

        public void Complete(Timestamp now) => throw new NotImplementedException();

        public bool Owns(in DatagramInfo info, ReadOnlySpan<byte> stun) => throw new NotImplementedException();

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram) => throw new NotImplementedException();

        public void HandleTimeout(Timestamp now) => throw new NotImplementedException();

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit) => throw new NotImplementedException(_crypto.ToString() + _random);

        public bool TryPollEvent(out GathererEvent e) => throw new NotImplementedException();
    }
}
