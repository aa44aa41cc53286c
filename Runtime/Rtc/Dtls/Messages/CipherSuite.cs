using System;
using System.Buffers.Binary;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>The numbers that the handshake negotiates with.</summary>
    internal static class CipherSuite
    {
        /// <summary>TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 (RFC 5289 §3.2): what RFC 8827 §6.5 demands of every WebRTC endpoint.</summary>
        public const ushort EcdheEcdsaAes128GcmSha256 = 0xC02B;

        /// <summary>No suite: another way to offer renegotiation_info (RFC 5746 §3.3).</summary>
        public const ushort EmptyRenegotiationInfoScsv = 0x00FF;

        /// <summary>secp256r1 among the named groups (RFC 8422 §5.1.1).</summary>
        public const ushort Secp256R1 = 23;

        /// <summary>ecdsa with SHA-256, since RFC 8446 ecdsa_secp256r1_sha256.</summary>
        public const ushort EcdsaSha256 = 0x0403;

        /// <summary>Whether a list of 16-bit numbers has this one; unknown ones and GREASE (RFC 8701) do not matter.</summary>
        public static bool ListContains(ReadOnlySpan<byte> list, ushort wanted)
        {
            for (; list.Length >= 2; list = list.Slice(2))
            {
                if (BinaryPrimitives.ReadUInt16BigEndian(list) == wanted) return true;
            }

            return false;
        }
    }
}
