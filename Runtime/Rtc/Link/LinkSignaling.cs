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
        private readonly PeerConnectionOptions _options;
        private readonly ulong _sessionId;
        private ulong _version;

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

        /// <summary>Reads and takes a description of the peer's.</summary>
        /// <exception cref="FormatException">It cannot be used; nothing has changed.</exception>
        /// <exception cref="InvalidOperationException">It is not its turn.</exception>
        public DataChannelDescription Take(SessionDescription description)
        {
            bool isOffer = description.Type == SessionDescriptionType.Offer;
            if (!isOffer && !HasOffered) throw new InvalidOperationException("An answer came although nothing was offered.");
            if (isOffer && HasOffered)
                throw new InvalidOperationException("An offer came while ours waits for its answer: one side of a link has to wait.");
            if (!SdpParser.TryParse(description.Type, description.Sdp.AsSpan(), out DataChannelDescription? remote, out string? error))
                throw new FormatException("The peer's " + (isOffer ? "offer" : "answer") + " cannot be used: " + error + ".");
            if (Remote != null && remote!.IceUfrag != Remote.IceUfrag)
            {
                throw new FormatException(
                    "The peer's " + (isOffer ? "offer" : "answer") + " restarts ICE with new credentials, which is not taken part in: a=ice-ufrag has changed.");
            }

            HasOffered = false;
            Remote = remote;
            return remote!;
        }

        public SessionDescription MakeOffer(
            IceAgent ice, CertificateFingerprint fingerprint, byte[] sctpInit, IReadOnlyList<Candidate> candidates, bool isComplete)
        {
            HasOffered = true;
            return new SessionDescription(SessionDescriptionType.Offer, SdpWriter.Write(new DataChannelDescription
            {
                SessionId = _sessionId,
                Version = ++_version,
                Mid = Remote == null ? "0" : Remote.Mid,
                IceUfrag = ice.LocalUfrag,
                IcePassword = ice.LocalPassword,
                Fingerprint = fingerprint,
                Setup = SdpSetup.ActPass,
                MaxMessageSize = _options.MaxMessageSize,
                SctpInit = sctpInit,
                Candidates = candidates,
                EndOfCandidates = isComplete,
            }));
        }

        /// <summary>Answers the offer that <see cref="Take"/> took last. <paramref name="sctpInit"/> is null where the offer had none that can be used.</summary>
        public SessionDescription MakeAnswer(
            IceAgent ice, DtlsRole role, CertificateFingerprint fingerprint, byte[]? sctpInit, IReadOnlyList<Candidate> candidates, bool isComplete)
        {
            DataChannelDescription offer = Remote!;
            return new SessionDescription(SessionDescriptionType.Answer, SdpWriter.Write(new DataChannelDescription
            {
                SessionId = _sessionId,
                Version = ++_version,
                Mid = offer.Mid,
                IceUfrag = ice.LocalUfrag,
                IcePassword = ice.LocalPassword,
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
