using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>One end of a DTLS 1.2 association (RFC 6347).</summary>
    internal sealed class DtlsEndpoint
    {
        /// <summary>Bytes that <see cref="Seal"/> needs in front of the plaintext: record header and explicit nonce.</summary>
        public const int SealHeadroom = 21;

        /// <summary>Bytes that <see cref="Seal"/> needs behind the plaintext: the tag.</summary>
        public const int SealTailroom = 16;

        public DtlsEndpoint(DtlsOptions options, ICryptoProvider crypto, IRandom random) => throw new NotImplementedException();

        public DtlsState State => throw new NotImplementedException();

        public DtlsCounters Counters => throw new NotImplementedException();

        public Timestamp NextTimeout => throw new NotImplementedException();

        public void SetRemoteFingerprint(CertificateFingerprint fingerprint) => throw new NotImplementedException();

        public void SetRoundTripTime(TimeSpan roundTripTime) => throw new NotImplementedException();

        public void Start(Timestamp now) => throw new NotImplementedException();

        public int Seal(Span<byte> record, int plaintextLength) => throw new NotImplementedException();

        public void Close(Timestamp now) => throw new NotImplementedException();

        public void HandleDatagram(Timestamp now, in DatagramInfo info, Span<byte> datagram) => throw new NotImplementedException();

        public void HandleTimeout(Timestamp now) => throw new NotImplementedException();

        public bool TryPollTransmit(Timestamp now, Span<byte> destination, out Transmit transmit) => throw new NotImplementedException();

        public bool TryPollEvent(out DtlsEvent e) => throw new NotImplementedException();
    }
}
