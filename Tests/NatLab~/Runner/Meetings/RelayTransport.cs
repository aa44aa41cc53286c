namespace P2PNet.NatLab;

/// <summary>How a client reaches its relay, in the order in which the ways are worth trying.</summary>
internal enum RelayTransport
{
    /// <summary>UDP to port 3478.</summary>
    Udp,

    /// <summary>TCP, where no UDP goes out.</summary>
    Tcp,

    /// <summary>TLS on port 443, where nothing else does.</summary>
    Tls,
}
