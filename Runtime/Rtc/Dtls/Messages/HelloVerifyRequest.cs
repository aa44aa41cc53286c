using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// HelloVerifyRequest (RFC 6347 §4.2.1): server_version(2) | cookie&lt;0..255&gt;. The version means nothing. We answer it and never send it,
    /// because ICE has proved that the client is reachable where it says.
    /// </summary>
    internal static class HelloVerifyRequest
    {
        public static bool TryParse(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> cookie)
        {
            var reader = new SpanReader(body);
            reader.ReadUInt16();
            cookie = reader.ReadBytes(reader.ReadByte());
            return !reader.Failed && reader.Remaining == 0;
        }
    }
}
