namespace P2PNet.Rtc.Dtls
{
    /// <summary>The message that a handshake waits for.</summary>
    internal enum HandshakeStep
    {
        /// <summary>Server.</summary>
        ClientHello,

        /// <summary>Client; HelloVerifyRequest may come instead.</summary>
        ServerHello,

        /// <summary>Both.</summary>
        Certificate,

        /// <summary>Client.</summary>
        ServerKeyExchange,

        /// <summary>Client; ServerHelloDone may come instead.</summary>
        CertificateRequest,

        /// <summary>Client.</summary>
        ServerHelloDone,

        /// <summary>Server.</summary>
        ClientKeyExchange,

        /// <summary>Server.</summary>
        CertificateVerify,

        /// <summary>Both.</summary>
        Finished,

        /// <summary>Nothing: both Finished were right.</summary>
        Done,
    }
}
