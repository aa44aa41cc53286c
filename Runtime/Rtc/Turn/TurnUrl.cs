using System;
using System.Globalization;

namespace P2PNet.Rtc.Turn
{
    /// <summary>A TURN server's URL (RFC 7065): <c>turn:host[:port][?transport=udp|tcp]</c> or <c>turns:host[:port][?transport=tcp]</c>.</summary>
    internal readonly struct TurnUrl
    {
        private const ushort DefaultPort = 3478;
        private const ushort DefaultSecurePort = 5349;

        public readonly string Host;
        public readonly ushort Port;
        public readonly TurnTransport Transport;

        private TurnUrl(string host, ushort port, TurnTransport transport)
        {
            Host = host;
            Port = port;
            Transport = transport;
        }

        /// <summary>Whether the scheme is one of TURN's, whatever follows.</summary>
        public static bool HasScheme(string url)
            => url.StartsWith("turn:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("turns:", StringComparison.OrdinalIgnoreCase);

        /// <summary>False for another scheme, a malformed URL, and for <c>turns:</c> over UDP (DTLS, RFC 7350), which is not spoken here.</summary>
        public static bool TryParse(string url, out TurnUrl result)
        {
            result = default;
            if (!HasScheme(url)) return false;
            bool isSecure = url[4] != ':';
            string rest = url.Substring(isSecure ? 6 : 5);
            TurnTransport transport = isSecure ? TurnTransport.Tls : TurnTransport.Udp;
            int query = rest.IndexOf('?');
            if (query >= 0)
            {
                string wanted = rest.Substring(query + 1);
                rest = rest.Substring(0, query);
                if (string.Equals(wanted, "transport=tcp", StringComparison.OrdinalIgnoreCase)) transport = isSecure ? TurnTransport.Tls : TurnTransport.Tcp;
                else if (isSecure || !string.Equals(wanted, "transport=udp", StringComparison.OrdinalIgnoreCase)) return false;
            }

            if (!TryParseAuthority(rest, isSecure ? DefaultSecurePort : DefaultPort, out string host, out ushort port)) return false;
            result = new TurnUrl(host, port, transport);
            return true;
        }

        /// <summary>Reads <c>host[:port]</c>, where an IPv6 address stands in brackets.</summary>
        private static bool TryParseAuthority(string text, ushort defaultPort, out string host, out ushort port)
        {
            port = defaultPort;
            int hostEnd = text.StartsWith("[", StringComparison.Ordinal) ? text.IndexOf(']') + 1 : text.IndexOf(':');
            if (hostEnd < 0) hostEnd = text.Length;
            host = text.Substring(0, hostEnd).TrimStart('[').TrimEnd(']');
            if (host.Length == 0 || host.Length > 255) return false;
            if (hostEnd == text.Length) return true;
            return text[hostEnd] == ':'
                && ushort.TryParse(text.AsSpan(hostEnd + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port != 0;
        }
    }
}
