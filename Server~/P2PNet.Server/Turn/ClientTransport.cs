namespace P2PNet.Server.Turn;

/// <summary>What a client reaches the server by.</summary>
internal enum ClientTransport : byte
{
    Udp,
    Tcp,
    Tls,
}
