namespace P2PNet
{
    /// <summary>What carries the packets between a player and a relay.</summary>
    public enum RelayTransport
    {
        /// <summary>UDP, the fastest: nothing waits for a lost packet.</summary>
        Udp,

        /// <summary>TCP, where a firewall stops UDP.</summary>
        Tcp,

        /// <summary>TLS over TCP, on port 443 the last that a strict firewall lets out.</summary>
        Tls,
    }
}
