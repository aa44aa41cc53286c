using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>How a <see cref="DtlsEndpoint"/> behaves.</summary>
    internal sealed class DtlsOptions
    {
        public DtlsOptions(DtlsRole role, ILocalCertificate certificate)
        {
            Role = role;
            Certificate = certificate ?? throw new ArgumentNullException(nameof(certificate));
        }

        /// <summary>Who opens the handshake.</summary>
        public DtlsRole Role { get; }

        /// <summary>What this side proves itself with. It stays the caller's: one serves every link of a session.</summary>
        public ILocalCertificate Certificate { get; }

        /// <summary>
        /// As client: what the ClientHello's session_id says, at most 32 bytes. Nothing is ever resumed, so it is free to tell a peer which of several associations
        /// between the same two sockets is meant; others look for a session of that name and find none. Default empty.
        /// </summary>
        public ReadOnlyMemory<byte> SessionId { get; init; }

        /// <summary>
        /// The largest datagram of a handshake flight, in bytes of UDP payload, at least 128. Default 1200, which every path that QUIC works on
        /// carries; messages are cut into fragments of at most 1150 bytes.
        /// </summary>
        public int MaxDatagramSize { get; init; } = 1200;

        /// <summary>
        /// Round-trip time taken for true until <see cref="DtlsEndpoint.SetRoundTripTime"/> says better. Default 100 ms: the first retransmission
        /// comes after twice that. RFC 6347 §4.2.4.1 starts from 1 s, for peers that know nothing of the path; ICE has just measured it.
        /// </summary>
        public TimeSpan InitialRoundTripTime { get; init; } = TimeSpan.FromMilliseconds(100);

        /// <summary>How long the handshake may take from <see cref="DtlsEndpoint.Start"/> to the end. Default 20 s; the link's own limit is usually shorter.</summary>
        public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(20);
    }
}
