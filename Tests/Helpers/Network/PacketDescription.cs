using System;
using System.Buffers.Binary;
using P2PNet.Rtc.Stun;
using System.Text;

namespace P2PNet.Tests.Network
{
    /// <summary>Says in a few words what a datagram is, for the ladder that a failing test prints. Reads only what needs no keys.</summary>
    internal static class PacketDescription
    {
        public static string Of(ReadOnlySpan<byte> datagram)
        {
            if (datagram.Length == 0) return "empty";
            if (datagram[0] <= 3 && datagram.Length >= 20) return Stun(datagram);
            return datagram[0] >= 20 && datagram[0] <= 63 ? Dtls(datagram) : "data";
        }

        private static string Stun(ReadOnlySpan<byte> message)
        {
            switch (BinaryPrimitives.ReadUInt16BigEndian(message))
            {
                case 0x0001: return "STUN request" + (Contains(message, 0x0025) ? " USE-CANDIDATE" : string.Empty);
                case 0x0101: return "STUN response";
                case 0x0111: return "STUN error";
                default: return Turn(message);
            }
        }

        /// <summary>The method and the class, whose two bits stand among those of the method (RFC 8489 §5).</summary>
        private static string Turn(ReadOnlySpan<byte> message)
            => StunHeader.TryRead(message, out StunHeader header) ? "TURN " + header.Method + " " + header.Class : "no STUN";

        private static bool Contains(ReadOnlySpan<byte> message, ushort type)
        {
            for (int at = 20; at + 4 <= message.Length;)
            {
                if (BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at)) == type) return true;
                at += 4 + ((BinaryPrimitives.ReadUInt16BigEndian(message.Slice(at + 2)) + 3) & ~3);
            }

            return false;
        }

        private static string Dtls(ReadOnlySpan<byte> datagram)
        {
            var text = new StringBuilder("DTLS");
            while (datagram.Length >= 13)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(11));
                bool isProtected = BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(3)) > 0;
                text.Append(' ').Append(Record(datagram, isProtected));
                if (13 + length > datagram.Length) break;
                datagram = datagram.Slice(13 + length);
            }

            return text.ToString();
        }

        private static string Record(ReadOnlySpan<byte> record, bool isProtected)
        {
            switch (record[0])
            {
                case 20: return "ChangeCipherSpec";
                case 21: return "Alert";
                case 22: return isProtected || record.Length < 14 ? "Finished" : Handshake(record[13]);
                case 23: return "data";
                default: return "?";
            }
        }

        private static string Handshake(byte type)
        {
            switch (type)
            {
                case 1: return "ClientHello";
                case 2: return "ServerHello";
                case 3: return "HelloVerifyRequest";
                case 11: return "Certificate";
                case 12: return "ServerKeyExchange";
                case 13: return "CertificateRequest";
                case 14: return "ServerHelloDone";
                case 15: return "CertificateVerify";
                case 16: return "ClientKeyExchange";
                default: return "handshake " + type;
            }
        }
    }
}
