using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// ServerHello (RFC 5246 §7.4.1.3).
    /// <code>
    ///   server_version(2) | random(32) | session_id&lt;0..32&gt; | cipher_suite(2) | compression_method(1) | extensions
    /// </code>
    /// </summary>
    internal ref struct ServerHello
    {
        /// <summary>The most that <see cref="Write"/> writes.</summary>
        public const int MaxWrittenLength = 64;

        public ushort Version;
        public ReadOnlySpan<byte> Random;
        public ushort Suite;
        public byte Compression;
        public HelloExtensions Extensions;

        public static bool TryParse(ReadOnlySpan<byte> body, out ServerHello hello)
        {
            hello = default;
            var reader = new SpanReader(body);
            hello.Version = reader.ReadUInt16();
            hello.Random = reader.ReadBytes(ClientHello.RandomLength);
            int sessionId = reader.ReadByte();
            reader.Skip(sessionId);
            hello.Suite = reader.ReadUInt16();
            hello.Compression = reader.ReadByte();
            return !reader.Failed && sessionId <= 32 && HelloExtensions.TryParse(reader.Rest, out hello.Extensions);
        }

        /// <summary>Writes our answer. An extension may stand in it only where the client offered it (RFC 5246 §7.4.1.4).</summary>
        public readonly void Write(ref SpanWriter writer, bool renegotiationInfo, bool pointFormats)
        {
            writer.WriteUInt16(Version);
            writer.WriteBytes(Random);
            writer.WriteByte(0); // session_id: not to be resumed
            writer.WriteUInt16(Suite);
            writer.WriteByte(Compression);

            Span<byte> length = writer.Reserve(2);
            int start = writer.Position;
            HelloExtensions.Write(ref writer, ExtensionType.ExtendedMasterSecret, default);
            if (renegotiationInfo) HelloExtensions.Write(ref writer, ExtensionType.RenegotiationInfo, HelloExtensions.EmptyRenegotiationInfo);
            if (pointFormats) HelloExtensions.Write(ref writer, ExtensionType.EcPointFormats, HelloExtensions.UncompressedPoints);
            if (!writer.Failed) BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(writer.Position - start));
        }
    }
}
