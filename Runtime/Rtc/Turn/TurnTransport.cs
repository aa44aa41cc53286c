namespace P2PNet.Rtc.Turn
{
    /// <summary>What carries the messages between a client and its TURN server, in the order of preference.</summary>
    internal enum TurnTransport : byte
    {
        Udp,
        Tcp,
        Tls,
    }
}
