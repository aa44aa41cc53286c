using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// CertificateRequest (RFC 5246 §7.4.4): certificate_types&lt;1..255&gt; | supported_signature_algorithms&lt;2..&gt; | certificate_authorities&lt;0..&gt;.
    /// </summary>
    internal ref struct CertificateRequest
    {
        /// <summary>What <see cref="Write"/> writes.</summary>
        public const int WrittenLength = 8;

        private const byte EcdsaSign = 64; // RFC 8422 §5.5

        /// <summary>Whether a P-256 certificate that signs with SHA-256 will do.</summary>
        public bool TakesEcdsaSha256;

        public static bool TryParse(ReadOnlySpan<byte> body, out CertificateRequest request)
        {
            request = default;
            var reader = new SpanReader(body);
            ReadOnlySpan<byte> types = reader.ReadBytes(reader.ReadByte());
            ReadOnlySpan<byte> schemes = reader.ReadBytes(reader.ReadUInt16());
            reader.Skip(reader.ReadUInt16());
            request.TakesEcdsaSha256 = types.IndexOf(EcdsaSign) >= 0 && CipherSuite.ListContains(schemes, CipherSuite.EcdsaSha256);
            return !reader.Failed && reader.Remaining == 0;
        }

        public static void Write(ref SpanWriter writer)
        {
            writer.WriteByte(1);
            writer.WriteByte(EcdsaSign);
            writer.WriteUInt16(2);
            writer.WriteUInt16(CipherSuite.EcdsaSha256);
            writer.WriteUInt16(0); // authorities: any, certificates are self-signed
        }
    }
}
