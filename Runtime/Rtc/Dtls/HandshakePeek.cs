using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>What a datagram of a handshake shows to somebody who has several associations to choose from: how its first message begins.</summary>
    internal readonly ref struct HandshakePeek
    {
        /// <summary>The type of the first message.</summary>
        public readonly HandshakeType Type;

        /// <summary>Of a ClientHello: its session_id. Empty where there is none, or in a later fragment.</summary>
        public readonly ReadOnlySpan<byte> SessionId;

        private HandshakePeek(HandshakeType type, ReadOnlySpan<byte> sessionId)
        {
            Type = type;
            SessionId = sessionId;
        }

        /// <summary>Which role takes this message; null where both may.</summary>
        public DtlsRole? Receiver
        {
            get
            {
                switch (Type)
                {
                    case HandshakeType.ClientHello:
                    case HandshakeType.ClientKeyExchange:
                    case HandshakeType.CertificateVerify:
                        return DtlsRole.Server;
                    case HandshakeType.ServerHello:
                    case HandshakeType.HelloVerifyRequest:
                    case HandshakeType.ServerKeyExchange:
                    case HandshakeType.CertificateRequest:
                    case HandshakeType.ServerHelloDone:
                        return DtlsRole.Client;
                    default:
                        return null;
                }
            }
        }

        /// <summary>False where the datagram does not begin with an unprotected record of a handshake.</summary>
        public static bool TryRead(ReadOnlySpan<byte> datagram, out HandshakePeek peek)
        {
            peek = default;
            var reader = new SpanReader(datagram);
            var content = (ContentType)reader.ReadByte();
            reader.Skip(2); // version
            ushort epoch = reader.ReadUInt16();
            reader.Skip(8); // sequence number, length
            if (reader.Failed || content != ContentType.Handshake || epoch != 0 || !HandshakeHeader.TryParse(ref reader, out HandshakeHeader header)) return false;
            ReadOnlySpan<byte> sessionId = default;
            if (header.Type == HandshakeType.ClientHello && header.FragmentOffset == 0)
            {
                var body = new SpanReader(reader.ReadBytes(header.FragmentLength));
                body.Skip(2 + ClientHello.RandomLength);
                sessionId = body.ReadBytes(body.ReadByte());
                if (body.Failed || sessionId.Length > 32) sessionId = default;
            }

            peek = new HandshakePeek(header.Type, sessionId);
            return true;
        }
    }
}
