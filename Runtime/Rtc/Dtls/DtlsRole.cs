namespace P2PNet.Rtc.Dtls
{
    /// <summary>Who opens the handshake; signaling's <c>a=setup</c> decides (RFC 8842 §5.2): active is the client, passive the server.</summary>
    internal enum DtlsRole
    {
        Client,
        Server,
    }
}
