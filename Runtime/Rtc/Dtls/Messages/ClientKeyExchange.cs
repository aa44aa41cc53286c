using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>ClientKeyExchange of ECDHE (RFC 8422 §5.7): point&lt;1..255&gt;.</summary>
    internal static class ClientKeyExchange
    {
        public static bool TryParse(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> point)
        {
            var reader = new SpanReader(body);
            point = reader.ReadBytes(reader.ReadByte());
            return !reader.Failed && reader.Remaining == 0 && point.Length > 0;
        }

        public static void Write(ref SpanWriter writer, ReadOnlySpan<byte> point)
        {
            writer.WriteByte((byte)point.Length);
            writer.WriteBytes(point);
        }
    }
}
