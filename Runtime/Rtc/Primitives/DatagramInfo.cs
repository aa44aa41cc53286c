namespace P2PNet.Rtc
{
    /// <summary>Where a datagram came from and at which socket it arrived.</summary>
    internal readonly struct DatagramInfo
    {
        public readonly SocketId Socket;
        public readonly TransportAddress Remote;

        public DatagramInfo(SocketId socket, in TransportAddress remote)
        {
            Socket = socket;
            Remote = remote;
        }
    }
}
