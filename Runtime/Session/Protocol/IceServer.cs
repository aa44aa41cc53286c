using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>A STUN or TURN server in the shape of W3C's RTCIceServer. Immutable.</summary>
    internal sealed class IceServer
    {
        public IceServer(IReadOnlyList<string> urls, string? username = null, string? credential = null)
        {
            Urls = urls;
            Username = username;
            Credential = credential;
        }

        /// <summary><c>stun:host:port</c> (RFC 7064), <c>turn:</c> and <c>turns:</c> (RFC 7065).</summary>
        public IReadOnlyList<string> Urls { get; }

        /// <summary>Of a TURN server.</summary>
        public string? Username { get; }

        /// <summary>Of a TURN server. A secret: it must not reach a log.</summary>
        public string? Credential { get; }

        /// <summary>Without the credential.</summary>
        public override string ToString() => string.Join(" ", Urls);

        internal static IceServer Read(FrameMembers members) => new IceServer(
            members.Texts("urls", ProtocolLimits.MaxIceServers, ProtocolLimits.MaxUrlLength),
            members.OptionalText("username", ProtocolLimits.MaxUrlLength),
            members.OptionalText("credential", ProtocolLimits.MaxUrlLength));

        internal void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("urls");
            foreach (string url in Urls) writer.WriteStringValue(url);
            writer.WriteEndArray();
            if (Username != null) writer.WriteString("username", Username);
            if (Credential != null) writer.WriteString("credential", Credential);
            writer.WriteEndObject();
        }
    }
}
