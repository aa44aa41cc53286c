using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// ServerKeyExchange of ECDHE_ECDSA (RFC 8422 §5.4).
    /// <code>
    ///   curve_type(1) | namedcurve(2) | point&lt;1..255&gt; | signature scheme(2) | signature&lt;0..65535&gt;
    ///   `--------------- signed, behind both randoms --'
    /// </code>
    /// </summary>
    internal ref struct ServerKeyExchange
    {
        /// <summary>Length of the signed part with an uncompressed point of P-256.</summary>
        public const int ParametersLength = 4 + 65;

        private const byte NamedCurve = 3;

        public ushort Group;
        public ReadOnlySpan<byte> Point;

        /// <summary>The signed part as it stands in the message.</summary>
        public ReadOnlySpan<byte> Parameters;

        public ushort SignatureScheme;
        public ReadOnlySpan<byte> Signature;

        public static bool TryParse(ReadOnlySpan<byte> body, out ServerKeyExchange message)
        {
            message = default;
            var reader = new SpanReader(body);
            byte curveType = reader.ReadByte();
            message.Group = reader.ReadUInt16();
            message.Point = reader.ReadBytes(reader.ReadByte());
            message.Parameters = body.Slice(0, reader.Position);
            message.SignatureScheme = reader.ReadUInt16();
            message.Signature = reader.ReadBytes(reader.ReadUInt16());
            return !reader.Failed && reader.Remaining == 0 && curveType == NamedCurve;
        }

        public static void WriteParameters(ref SpanWriter writer, ReadOnlySpan<byte> point)
        {
            writer.WriteByte(NamedCurve);
            writer.WriteUInt16(CipherSuite.Secp256R1);
            writer.WriteByte((byte)point.Length);
            writer.WriteBytes(point);
        }
    }
}
