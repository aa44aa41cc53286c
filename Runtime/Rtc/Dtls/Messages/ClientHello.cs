using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// ClientHello (RFC 6347 §4.2.1).
    /// <code>
    ///   client_version(2) | random(32) | session_id&lt;0..32&gt; | cookie&lt;0..255&gt; | cipher_suites&lt;2..&gt; | compression_methods&lt;1..&gt; | extensions
    /// </code>
    /// </summary>
    internal ref struct ClientHello
    {
        public const int RandomLength = 32;

        /// <summary>The most that <see cref="Write"/> writes.</summary>
        public const int MaxWrittenLength = 384;

        public ushort Version;
        public ReadOnlySpan<byte> Random;

        /// <summary>At most 32 bytes.</summary>
        public ReadOnlySpan<byte> SessionId;
        public ReadOnlySpan<byte> Cookie;

        /// <summary>16-bit numbers. We offer one suite, so only the parser sets it.</summary>
        public ReadOnlySpan<byte> CipherSuites;

        public HelloExtensions Extensions;

        public static bool TryParse(ReadOnlySpan<byte> body, out ClientHello hello)
        {
            hello = default;
            var reader = new SpanReader(body);
            hello.Version = reader.ReadUInt16();
            hello.Random = reader.ReadBytes(RandomLength);
            hello.SessionId = reader.ReadBytes(reader.ReadByte());
            hello.Cookie = reader.ReadBytes(reader.ReadByte());
            hello.CipherSuites = reader.ReadBytes(reader.ReadUInt16());
            ReadOnlySpan<byte> compression = reader.ReadBytes(reader.ReadByte());
            if (reader.Failed || hello.SessionId.Length > 32 || hello.CipherSuites.Length < 2 || (hello.CipherSuites.Length & 1) != 0) return false;
            return compression.IndexOf((byte)0) >= 0 && HelloExtensions.TryParse(reader.Rest, out hello.Extensions);
        }

        /// <summary>Writes our offer: one suite, one group, one signature scheme.</summary>
        public readonly void Write(ref SpanWriter writer)
        {
            writer.WriteUInt16(Version);
            writer.WriteBytes(Random);
            writer.WriteByte((byte)SessionId.Length);
            writer.WriteBytes(SessionId);
            writer.WriteByte((byte)Cookie.Length);
            writer.WriteBytes(Cookie);
            writer.WriteUInt16(2);
            writer.WriteUInt16(CipherSuite.EcdheEcdsaAes128GcmSha256);
            writer.WriteUInt16(0x0100); // compression_methods: one, none

            Span<byte> length = writer.Reserve(2);
            int start = writer.Position;
            HelloExtensions.Write(ref writer, ExtensionType.ExtendedMasterSecret, default);
            HelloExtensions.Write(ref writer, ExtensionType.RenegotiationInfo, HelloExtensions.EmptyRenegotiationInfo);
            HelloExtensions.Write(ref writer, ExtensionType.SupportedGroups, HelloExtensions.OnlySecp256R1);
            HelloExtensions.Write(ref writer, ExtensionType.EcPointFormats, HelloExtensions.UncompressedPoints);
            HelloExtensions.Write(ref writer, ExtensionType.SignatureAlgorithms, HelloExtensions.OnlyEcdsaSha256);
            if (!writer.Failed) BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(writer.Position - start));
        }
    }
}
