using System;
using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>A STUN or TURN server in the shape of W3C's RTCIceServer. Immutable.</summary>
    internal sealed class IceServer
    {
        public IceServer(IReadOnlyList<string> urls, string? username = null, string? credential = null, string? realm = null, string? nonce = null)
        {
            Urls = urls;
            Username = username;
            Credential = credential;
            Realm = realm;
            Nonce = nonce;
        }

        /// <summary><c>stun:host:port</c> (RFC 7064), <c>turn:</c> and <c>turns:</c> (RFC 7065).</summary>
        public IReadOnlyList<string> Urls { get; }

        /// <summary>Of a TURN server.</summary>
        public string? Username { get; }

        /// <summary>Of a TURN server. A secret: it must not reach a log.</summary>
        public string? Credential { get; }

        /// <summary>Of a TURN server: the realm of the credential, where it is known beforehand.</summary>
        public string? Realm { get; }

        /// <summary>Of a TURN server: a nonce that it takes, which saves the round trip in which it would name one.</summary>
        public string? Nonce { get; }

        /// <summary>Without the credential.</summary>
        public override string ToString() => string.Join(" ", Urls);

        internal static IceServer Read(FrameMembers members) => new IceServer(
            members.Texts("urls", ProtocolLimits.MaxIceServers, ProtocolLimits.MaxUrlLength),
            members.OptionalText("username", ProtocolLimits.MaxUrlLength),
            members.OptionalText("credential", ProtocolLimits.MaxUrlLength),
            members.OptionalText("realm", ProtocolLimits.MaxUrlLength),
            members.OptionalText("nonce", ProtocolLimits.MaxUrlLength));

        /// <summary>An array of them, which may be absent.</summary>
        internal static IReadOnlyList<IceServer> ReadAll(FrameMembers members, string name)
            => members.Has(name) ? members.Objects(name, ProtocolLimits.MaxIceServers, Read) : Array.Empty<IceServer>();

        /// <summary>As the engine takes them; without those that name no URL.</summary>
        internal static IReadOnlyList<Rtc.IceServer> ToRtc(IReadOnlyList<IceServer> servers)
        {
            var list = new List<Rtc.IceServer>();
            foreach (IceServer server in servers)
            {
                if (server.Urls.Count > 0) list.Add(new Rtc.IceServer(server.Urls, server.Username, server.Credential) { Realm = server.Realm, Nonce = server.Nonce });
            }

            return list;
        }

        internal static void WriteAll(Utf8JsonWriter writer, string name, IReadOnlyList<IceServer> servers)
        {
            writer.WriteStartArray(name);
            foreach (IceServer server in servers) server.Write(writer);
            writer.WriteEndArray();
        }

        internal void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("urls");
            foreach (string url in Urls) writer.WriteStringValue(url);
            writer.WriteEndArray();
            if (Username != null) writer.WriteString("username", Username);
            if (Credential != null) writer.WriteString("credential", Credential);
            if (Realm != null) writer.WriteString("realm", Realm);
            if (Nonce != null) writer.WriteString("nonce", Nonce);
            writer.WriteEndObject();
        }
    }
}
