using System;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Finds a path to one peer and watches over it (RFC 8445, 8838, 7675). A pure state machine: see the five doors. Belongs to one thread.
    /// </summary>
    internal sealed class IceAgent
    {
        private readonly IceAgentOptions _options;
        private readonly ICryptoProvider _crypto;
        private readonly IRandom _random;

        public IceAgent(IceAgentOptions options, ICryptoProvider crypto, IRandom random)
        {
            _options = options ?? throw new ArgumentNullException(nameof(options));
            _crypto = crypto ?? throw new ArgumentNullException(nameof(crypto));
            _random = random ?? throw new ArgumentNullException(nameof(random));
            Role = options.Role;
            LocalUfrag = string.Empty;
            LocalPassword = string.Empty;
            Counters = new IceCounters();
        }

        public IceRole Role { get; private set; }

        public IceState State { get; private set; }

        public string LocalUfrag { get; }

        public string LocalPassword { get; }

        /// <summary>Smoothed round-trip time of the selected path; zero while nothing was measured.</summary>
        public TimeSpan RoundTripTime => TimeSpan.Zero;

        public IceCounters Counters { get; }

        public Timestamp NextTimeout => Timestamp.Never;

        public void SetRemoteCredentials(Timestamp now, string ufrag, string password) => throw new NotImplementedException();

        public void AddLocalCandidate(Timestamp now, Candidate candidate) => throw new NotImplementedException();

        public void EndOfLocalCandidates(Timestamp now) => throw new NotImplementedException();

        public void AddRemoteCandidate(Timestamp now, Candidate candidate) => throw new NotImplementedException();

        public void EndOfRemoteCandidates(Timestamp now) => throw new NotImplementedException();

        public bool TryGetSelectedPath(out IcePath path) => throw new NotImplementedException();

        public bool OwnsTransaction(ReadOnlySpan<byte> stunMessage) => throw new NotImplementedException();

        public void OnAuthenticatedTraffic(Timestamp now) => throw new NotImplementedException();

        public void Restart(Timestamp now) => throw new NotImplementedException();

        public void Close(Timestamp now) => throw new NotImplementedException();

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram) => throw new NotImplementedException();

        public void HandleTimeout(Timestamp now) => throw new NotImplementedException();

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit) => throw new NotImplementedException(_options.ToString() + _crypto + _random);

        public bool TryPollEvent(out IceEvent e) => throw new NotImplementedException();
    }
}
