using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>The extensions of a ClientHello or ServerHello (RFC 5246 §7.4.1.4), as far as we know them.</summary>
    internal ref struct HelloExtensions
    {
        /// <summary>The groups as 16-bit numbers; meaningful where <see cref="Has"/> says so, as are the next two.</summary>
        public ReadOnlySpan<byte> SupportedGroups;

        /// <summary>The signature schemes as 16-bit numbers.</summary>
        public ReadOnlySpan<byte> SignatureAlgorithms;

        /// <summary>The point formats as bytes.</summary>
        public ReadOnlySpan<byte> PointFormats;

        /// <summary>Whether renegotiation_info says what it must in a first handshake: nothing (RFC 5746 §3.4).</summary>
        public bool IsRenegotiationInfoEmpty;

        /// <summary>Whether there is one that we do not know.</summary>
        public bool HasUnknown;

        private int _present;

        /// <summary>renegotiation_info that says nothing.</summary>
        public static ReadOnlySpan<byte> EmptyRenegotiationInfo => new byte[] { 0 };

        /// <summary>The list of point formats with uncompressed alone (RFC 8422 §5.1.2).</summary>
        public static ReadOnlySpan<byte> UncompressedPoints => new byte[] { 1, 0 };

        /// <summary>The list of groups with P-256 alone.</summary>
        public static ReadOnlySpan<byte> OnlySecp256R1 => new byte[] { 0, 2, CipherSuite.Secp256R1 >> 8, CipherSuite.Secp256R1 & 0xFF };

        /// <summary>The list of signature schemes with ours alone.</summary>
        public static ReadOnlySpan<byte> OnlyEcdsaSha256 => new byte[] { 0, 2, CipherSuite.EcdsaSha256 >> 8, CipherSuite.EcdsaSha256 & 0xFF };

        public readonly bool Has(ExtensionType type) => (_present & Bit(type)) != 0;

        /// <summary>Reads what remains of a hello: nothing at all, or a list of extensions and nothing behind it.</summary>
        public static bool TryParse(ReadOnlySpan<byte> rest, out HelloExtensions extensions)
        {
            extensions = default;
            if (rest.Length == 0) return true;
            var reader = new SpanReader(rest);
            int length = reader.ReadUInt16();
            if (reader.Failed || length != reader.Remaining) return false;
            while (reader.Remaining > 0)
            {
                var type = (ExtensionType)reader.ReadUInt16();
                ReadOnlySpan<byte> content = reader.ReadBytes(reader.ReadUInt16());
                if (reader.Failed || !extensions.Take(type, content)) return false;
            }

            return true;
        }

        /// <summary>Writes one extension.</summary>
        public static void Write(ref SpanWriter writer, ExtensionType type, ReadOnlySpan<byte> content)
        {
            writer.WriteUInt16((ushort)type);
            writer.WriteUInt16((ushort)content.Length);
            writer.WriteBytes(content);
        }

        private static int Bit(ExtensionType type) => type switch
        {
            ExtensionType.SupportedGroups => 1,
            ExtensionType.EcPointFormats => 2,
            ExtensionType.SignatureAlgorithms => 4,
            ExtensionType.ExtendedMasterSecret => 8,
            ExtensionType.RenegotiationInfo => 16,
            _ => 0,
        };

        private bool Take(ExtensionType type, ReadOnlySpan<byte> content)
        {
            int bit = Bit(type);
            if (bit == 0) HasUnknown = true;
            else if ((_present & bit) != 0) return false;
            _present |= bit;
            var reader = new SpanReader(content);
            switch (type)
            {
                case ExtensionType.SupportedGroups:
                    SupportedGroups = reader.ReadBytes(reader.ReadUInt16());
                    break;
                case ExtensionType.SignatureAlgorithms:
                    SignatureAlgorithms = reader.ReadBytes(reader.ReadUInt16());
                    break;
                case ExtensionType.EcPointFormats:
                    PointFormats = reader.ReadBytes(reader.ReadByte());
                    break;
                case ExtensionType.RenegotiationInfo:
                    IsRenegotiationInfoEmpty = reader.ReadBytes(reader.ReadByte()).Length == 0;
                    break;
                case ExtensionType.ExtendedMasterSecret:
                    break;
                default:
                    return true;
            }

            return !reader.Failed && reader.Remaining == 0;
        }
    }
}
