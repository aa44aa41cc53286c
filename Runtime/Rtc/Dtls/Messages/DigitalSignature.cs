using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>A signature with its scheme (RFC 5246 §4.7), which is also the whole body of CertificateVerify (§7.4.8): scheme(2) | signature&lt;0..65535&gt;.</summary>
    internal static class DigitalSignature
    {
        /// <summary>The longest DER signature of P-256.</summary>
        public const int MaxSignatureLength = 72;

        /// <summary>The most that <see cref="Write"/> writes.</summary>
        public const int MaxWrittenLength = 4 + MaxSignatureLength;

        public static bool TryParse(ReadOnlySpan<byte> body, out ushort scheme, out ReadOnlySpan<byte> signature)
        {
            var reader = new SpanReader(body);
            scheme = reader.ReadUInt16();
            signature = reader.ReadBytes(reader.ReadUInt16());
            return !reader.Failed && reader.Remaining == 0;
        }

        public static void Write(ref SpanWriter writer, ReadOnlySpan<byte> signature)
        {
            writer.WriteUInt16(CipherSuite.EcdsaSha256);
            writer.WriteUInt16((ushort)signature.Length);
            writer.WriteBytes(signature);
        }
    }
}
