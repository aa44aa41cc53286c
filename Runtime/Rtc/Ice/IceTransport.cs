using System;
using System.Collections.Generic;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// The way to one peer through ICE restarts (RFC 8445 §9; the name is W3C's): one <see cref="IceAgent"/> a generation. The former generation
    /// carries the data until the new one has a path, and answers the peer's checks after that. The same doors as an agent.
    /// </summary>
    /// <remarks>
    /// To restart, the owner calls <see cref="Restart"/>, signals the new <see cref="LocalUfrag"/> and <see cref="LocalPassword"/>, and calls
    /// <see cref="SetRemoteCredentials"/> with the peer's new ones when they are known. Candidates and ends of candidates always belong to
    /// the newest generation. What comes from the network finds its generation by username fragment or transaction.
    /// </remarks>
    internal sealed class IceTransport
    {
        /// <summary>Bytes that the destination of <see cref="TryPollTransmit"/> needs.</summary>
        public const int MaxTransmitLength = IceAgent.MaxTransmitLength;

        // Generations whose checks are still answered: the peer may be one or two restarts behind.
        private const int MaxRetired = 2;

        private readonly IceAgentOptions _options;
        private readonly ICryptoProvider _crypto;
        private readonly IRandom _random;
        private readonly List<IceAgent> _retired = new List<IceAgent>();
        private IceAgent _newest;
        private IceAgent? _standing;
        private IceState _reported;

        public IceTransport(IceAgentOptions options, ICryptoProvider crypto, IRandom random)
        {
            _options = options;
            _crypto = crypto;
            _random = random;
            _newest = new IceAgent(options, crypto, random);
        }

        /// <summary>Our role; a restart keeps it (RFC 8445 §6.1.1).</summary>
        public IceRole Role => _newest.Role;

        /// <summary>That of the generation which carries the data. A restart that is under way does not show.</summary>
        public IceState State => Carrier.State;

        /// <summary>Our username fragment of the newest generation, for the offer or answer.</summary>
        public string LocalUfrag => _newest.LocalUfrag;

        /// <summary>Our password of the newest generation, for the offer or answer and for nothing else.</summary>
        public string LocalPassword => _newest.LocalPassword;

        /// <summary>Whether the newest generation waits for the peer's credentials: our offer is not answered.</summary>
        public bool AwaitsRemoteCredentials => !_newest.HasRemoteCredentials;

        /// <summary>Whether a restart is under way: the newest generation has no path yet and the former one carries the data.</summary>
        public bool IsRestarting => _standing != null;

        /// <summary>Smoothed round-trip time of the selected path; zero before the first measurement.</summary>
        public TimeSpan RoundTripTime => Carrier.RoundTripTime;

        /// <summary>Of all generations together.</summary>
        public IceCounters Counters => _newest.Counters;

        public Timestamp NextTimeout => _standing == null ? _newest.NextTimeout : Timestamp.Min(_newest.NextTimeout, _standing.NextTimeout);

        /// <summary>The generation that carries the data.</summary>
        private IceAgent Carrier => _standing ?? _newest;

        /// <summary>
        /// Begins a new generation with new credentials and our candidates, unless the newest one still waits for the peer's credentials: then its own
        /// serve another offer, or the answer to one that crosses ours.
        /// </summary>
        public void Restart(Timestamp now, IReadOnlyList<Candidate> localCandidates, bool isComplete)
        {
            if (State >= IceState.Failed || AwaitsRemoteCredentials) return;
            Counters.Restarts++;
            IceAgent former = _newest;
            if (former.HasPath)
            {
                if (_standing != null) Retire(_standing);
                _standing = former;
            }
            else
            {
                // It never had a path: nobody misses it.
                Retire(former);
            }

            _newest = new IceAgent(_options, _crypto, _random, former);
            for (int i = 0; i < localCandidates.Count; i++) _newest.AddLocalCandidate(now, localCandidates[i]);
            if (isComplete) _newest.EndOfLocalCandidates(now);
        }

        /// <summary>Takes back a restart whose offer was not answered: the former generation is the newest again.</summary>
        /// <returns>False where no such restart is under way.</returns>
        public bool TryRollBack()
        {
            if (_standing == null || !AwaitsRemoteCredentials) return false;
            Retire(_newest);
            _newest = _standing;
            _standing = null;
            return true;
        }

        /// <inheritdoc cref="IceAgent.SetRemoteCredentials"/>
        public void SetRemoteCredentials(Timestamp now, string ufrag, string password, bool renominates = false)
            => _newest.SetRemoteCredentials(now, ufrag, password, renominates);

        /// <inheritdoc cref="IceAgent.AddLocalCandidate"/>
        public void AddLocalCandidate(Timestamp now, Candidate candidate)
        {
            _newest.AddLocalCandidate(now, candidate);
            _standing?.AddLocalCandidate(now, candidate);
        }

        /// <inheritdoc cref="IceAgent.RemoveLocalCandidate"/>
        public void RemoveLocalCandidate(Timestamp now, Candidate candidate)
        {
            _newest.RemoveLocalCandidate(now, candidate);
            _standing?.RemoveLocalCandidate(now, candidate);
        }

        /// <inheritdoc cref="IceAgent.EndOfLocalCandidates"/>
        public void EndOfLocalCandidates(Timestamp now) => _newest.EndOfLocalCandidates(now);

        /// <summary>
        /// Takes a candidate of the peer's for the generation that its fragment names. One without a fragment belongs to the peer's last description.
        /// </summary>
        /// <returns>False where the generation is not known: the description that names it may be on its way.</returns>
        public bool TryAddRemoteCandidate(Timestamp now, Candidate candidate)
        {
            IceAgent? generation = candidate.Ufrag == null ? AwaitsRemoteCredentials ? Carrier : _newest : FindByRemoteUfrag(candidate.Ufrag);
            generation?.AddRemoteCandidate(now, candidate);
            return generation != null;
        }

        /// <inheritdoc cref="IceAgent.EndOfRemoteCandidates"/>
        public void EndOfRemoteCandidates(Timestamp now) => _newest.EndOfRemoteCandidates(now);

        /// <inheritdoc cref="IceAgent.OnNetworkChanged"/>
        public void OnNetworkChanged(Timestamp now)
        {
            _newest.OnNetworkChanged(now);
            _standing?.OnNetworkChanged(now);
        }

        /// <inheritdoc cref="IceAgent.TryGetSelectedPath"/>
        public bool TryGetSelectedPath(out IcePath path) => Carrier.TryGetSelectedPath(out path);

        /// <summary>Whether the USERNAME of a request begins with a fragment of ours, of this generation or a former one.</summary>
        public bool OwnsUfrag(ReadOnlySpan<byte> ufrag) => FindByUfrag(ufrag) != null;

        /// <inheritdoc cref="IceAgent.OwnsTransaction"/>
        public bool OwnsTransaction(ReadOnlySpan<byte> stunMessage)
            => _newest.OwnsTransaction(stunMessage) || (_standing != null && _standing.OwnsTransaction(stunMessage));

        /// <inheritdoc cref="IceAgent.OnAuthenticatedTraffic(Timestamp, in DatagramInfo)"/>
        public void OnAuthenticatedTraffic(Timestamp now, in DatagramInfo info) => Carrier.OnAuthenticatedTraffic(now, info);

        /// <inheritdoc cref="IceAgent.Close"/>
        public void Close(Timestamp now)
        {
            _newest.Close(now);
            _standing?.Close(now);
            foreach (IceAgent former in _retired) former.Close(now);
        }

        /// <inheritdoc cref="IceAgent.HandleDatagram"/>
        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram)
        {
            IceAgent? generation = _newest;
            if (_standing != null || _retired.Count > 0) generation = Find(datagram);
            (generation ?? _newest).HandleDatagram(now, info, datagram);
        }

        /// <inheritdoc cref="IceAgent.HandleTimeout"/>
        public void HandleTimeout(Timestamp now)
        {
            if (_newest.NextTimeout <= now) _newest.HandleTimeout(now);
            if (_standing != null && _standing.NextTimeout <= now) _standing.HandleTimeout(now);
        }

        /// <inheritdoc cref="IceAgent.TryPollTransmit"/>
        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit)
        {
            if (State >= IceState.Failed)
            {
                transmit = default;
                return false;
            }

            if (_newest.TryPollTransmit(now, destination, out transmit)) return true;
            if (_standing != null && _standing.TryPollTransmit(now, destination, out transmit)) return true;
            foreach (IceAgent former in _retired)
            {
                if (former.TryPollTransmit(now, destination, out transmit)) return true;
            }

            return false;
        }

        /// <summary>Events of the generation that carries the data, as if it were always the same one.</summary>
        public bool TryPollEvent(out IceEvent e)
        {
            if (_standing != null && _newest.HasPath)
            {
                bool wasSilent = _standing.IsPathDoubtful;
                Retire(_standing);
                _standing = null;
                while (_newest.TryPollEvent(out _)) { }
                e = new IceEvent(IceEventKind.SelectedPathChanged, _newest.State, wasSilent: wasSilent);
                return true;
            }

            while (Carrier.TryPollEvent(out e))
            {
                if (e.Kind != IceEventKind.StateChanged) return true;
                if (e.State == _reported) continue;
                _reported = e.State;
                return true;
            }

            // A new generation that works where the former one was silent.
            if (_reported == State || _reported < IceState.Connected) return false;
            _reported = State;
            e = new IceEvent(IceEventKind.StateChanged, State);
            return true;
        }

        private void Retire(IceAgent former)
        {
            former.Retire();
            if (_retired.Count == MaxRetired) _retired.RemoveAt(0);
            _retired.Add(former);
        }

        /// <summary>The generation that a STUN message is meant for: a request by its USERNAME, a response by its transaction.</summary>
        private IceAgent? Find(ReadOnlySpan<byte> datagram)
        {
            if (!StunMessage.TryParse(datagram, out StunMessage message)) return null;
            if (message.Class == StunClass.Request) return FindByUfrag(IceCredentials.ReceiverIn(message));
            return _standing != null && _standing.OwnsTransaction(datagram) ? _standing : null;
        }

        private IceAgent? FindByRemoteUfrag(string ufrag)
        {
            if (_newest.RemoteUfrag == ufrag) return _newest;
            if (_standing != null && _standing.RemoteUfrag == ufrag) return _standing;
            return _retired.Find(former => former.RemoteUfrag == ufrag);
        }

        private IceAgent? FindByUfrag(ReadOnlySpan<byte> ufrag)
        {
            if (_newest.OwnsUfrag(ufrag)) return _newest;
            if (_standing != null && _standing.OwnsUfrag(ufrag)) return _standing;
            foreach (IceAgent former in _retired)
            {
                if (former.OwnsUfrag(ufrag)) return former;
            }

            return null;
        }
    }
}
