namespace P2PNet.Rtc.Ice
{
    /// <summary>The way that data takes to the peer: from which socket to which address, and of what kind the two ends are.</summary>
    internal readonly struct IcePath
    {
        public readonly SocketId Socket;
        public readonly TransportAddress Remote;
        public readonly CandidateType LocalType;
        public readonly CandidateType RemoteType;

        public IcePath(SocketId socket, in TransportAddress remote, CandidateType localType, CandidateType remoteType)
        {
            Socket = socket;
            Remote = remote;
            LocalType = localType;
            RemoteType = remoteType;
        }
    }
}
