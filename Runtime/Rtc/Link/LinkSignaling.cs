using System;
using System.Collections.Generic;
using P2PNet.Rtc.Dtls;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Sdp;

namespace P2PNet.Rtc.Link
{
    /// <summary>The descriptions of one link (RFC 8829): writes ours, reads the peer's, and knows whose turn it is.</summary>
    internal sealed class LinkSignaling
    {
        // An offer that is not answered by then got lost on its way, or its answer did: the peer's next one is taken.
        private static readonly TimeSpan OfferLifetime = TimeSpan.FromSeconds(5);

        private readonly PeerConnectionOptions _options;
        private readonly ulong _sessionId;
        private ulong _version;
        private Timestamp _offeredAt;
        private bool _offersFirst;
        private bool _offersRestart;

        public LinkSignaling(PeerConnectionOptions options, IRandom random)
        {
            _options = options;
            // RFC 8829 §5.2.1: 63 random bits.
            _sessionId = random.NextUInt64() >> 1;
        }

        /// <summary>An offer of ours waits for its answer.</summary>
        public bool HasOffered { get; private set; }

        /// <summary>Whether we have sent a description: from then on candidates follow one by one.</summary>
        public bool HasLocal => _version > 0;

        /// <summary>The peer's last description.</summary>
        public DataChannelDescription? Remote { get; private set; }

        /// <summary>Whether the peer's last description has other ICE credentials than the one before (RFC 8839 §4.4.3).</summary>
        public bool RemoteRestarts { get; private set; }

        /// <summary>
        /// Reads and takes a description of the peer's. False where it is passed over: an offer that crosses ours, where ours counts, or an answer that came
        /// already.
        /// </summary>
        /// <remarks>
        /// Offers cross when both sides restart at once. Then that of the side which made the first offer of the link counts: it passes the peer's over,
        /// and the other side takes its own back and answers.
        /// </remarks>
        /// <exception cref="FormatException">It cannot be used; nothing has changed.</exception>
        /// <exception cref="InvalidOperationException">It is not its turn.</exception>
        public bool TryTake(Timestamp now, SessionDescription description, out DataChannelDescription? remote)
        {
            bool isOffer = description.Type == SessionDescriptionType.Offer;
            if (!isOffer && !HasOffered && Remote == null) throw new InvalidOperationException("An answer came although nothing was offered.");
            if (isOffer && HasOffered && Remote == null)
                throw new InvalidOperationException("An offer came while ours waits for its answer: one side of a link has to wait.");
            if (!SdpParser.TryParse(description.Type, description.Sdp.AsSpan(), out remote, out string? error))
                throw new FormatException("The peer's " + (isOffer ? "offer" : "answer") + " cannot be used: " + error + ".");
            if (Remote != null && !remote!.Fingerprint!.Matches(Remote.Fingerprint!))
                throw new FormatException("The peer's " + (isOffer ? "offer" : "answer") + " has another a=fingerprint than before: a link keeps its certificates.");

            bool restarts = Remote != null && (remote!.IceUfrag != Remote.IceUfrag || remote.IcePassword != Remote.IcePassword);
            if (isOffer && HasOffered && _offersFirst && now - _offeredAt < OfferLifetime) return false;
            if (!isOffer && !HasOffered)
            {
                if (restarts) throw new InvalidOperationException("An answer with new ICE credentials came although nothing was offered.");
                return false;
            }

            // An answer without new credentials answers what was offered before the restart.
            HasOffered = !isOffer && _offersRestart && !restarts;
            RemoteRestarts = restarts;
            Remote = remote;
            return true;
        }

        public SessionDescription MakeOffer(
            Timestamp now, IceTransport ice, CertificateFingerprint fingerprint, byte[] sctpInit, IReadOnlyList<Candidate> candidates, bool isComplete)
        {
            if (Remote == null) _offersFirst = true;
            HasOffered = true;
            _offeredAt = now;
            _offersRestart = Remote != null && ice.AwaitsRemoteCredentials;
            return new SessionDescription(SessionDescriptionType.Offer, SdpWriter.Write(new DataChannelDescription
            {
                SessionId = _sessionId,
                Version = ++_version,
                Mid = Remote == null ? "0" : Remote.Mid,
                IceUfrag = ice.LocalUfrag,
                IcePassword = ice.LocalPassword,
                SupportsRenomination = true,
                Fingerprint = fingerprint,
                Setup = SdpSetup.ActPass,
                MaxMessageSize = _options.MaxMessageSize,
                SctpInit = sctpInit,
                Candidates = candidates,
                EndOfCandidates = isComplete,
            }));
        }

        /// <summary>Answers the offer that <see cref="TryTake"/> took last. <paramref name="sctpInit"/> is null where the offer had none that can be used.</summary>
        public SessionDescription MakeAnswer(
            IceTransport ice, DtlsRole role, CertificateFingerprint fingerprint, byte[]? sctpInit, IReadOnlyList<Candidate> candidates, bool isComplete)
        {
            DataChannelDescription offer = Remote!;
            return new SessionDescription(SessionDescriptionType.Answer, SdpWriter.Write(new DataChannelDescription
            {
                SessionId = _sessionId,
                Version = ++_version,
                Mid = offer.Mid,
                IceUfrag = ice.LocalUfrag,
                IcePassword = ice.LocalPassword,
                SupportsRenomination = true,
                Fingerprint = fingerprint,
                Setup = role == DtlsRole.Client ? SdpSetup.Active : SdpSetup.Passive,
                MaxMessageSize = _options.MaxMessageSize,
                SctpInit = sctpInit,
                Candidates = candidates,
                EndOfCandidates = isComplete,
                Protocol = offer.Protocol,
                UsesSctpMap = offer.UsesSctpMap,
                OtherMedia = offer.OtherMedia,
                MediaIndex = offer.MediaIndex,
            }));
        }
    }
}
