using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// Certificate (RFC 5246 §7.4.2): certificate_list&lt;0..2^24-1&gt; of ASN.1Cert&lt;1..2^24-1&gt;. Only the first counts: its fingerprint is what
    /// signaling vouches for, and who signed it proves nothing here.
    /// </summary>
    internal static class CertificateMessage
    {
        public const int Overhead = 6;

        /// <summary>Reads the first certificate's DER; empty where the peer has none.</summary>
        public static bool TryParse(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> first)
        {
            first = default;
            var reader = new SpanReader(body);
            int length = reader.ReadUInt24();
            if (reader.Failed || length != reader.Remaining) return false;
            bool isFirst = true;
            while (reader.Remaining > 0)
            {
                ReadOnlySpan<byte> certificate = reader.ReadBytes(reader.ReadUInt24());
                if (reader.Failed || certificate.Length == 0) return false;
                if (isFirst) first = certificate;
                isFirst = false;
            }

            return true;
        }

        public static void Write(ref SpanWriter writer, ReadOnlySpan<byte> certificate)
        {
            writer.WriteUInt24(certificate.Length + 3);
            writer.WriteUInt24(certificate.Length);
            writer.WriteBytes(certificate);
        }
    }
}
