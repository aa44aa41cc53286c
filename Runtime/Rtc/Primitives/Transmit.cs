namespace P2PNet.Rtc
{
    /// <summary>
    /// What an engine wants sent: the first <see cref="Length"/> bytes of the destination that was passed to <c>TryPollTransmit</c>.
    /// An engine above ICE (DTLS, SCTP) leaves <see cref="Remote"/> invalid; PeerLink fills in the selected path.
    /// </summary>
    internal readonly struct Transmit
    {
        public readonly SocketId Socket;
        public readonly TransportAddress Remote;
        public readonly int Length;

        public Transmit(int length)
        {
            Socket = default;
            Remote = default;
            Length = length;
        }

        public Transmit(SocketId socket, in TransportAddress remote, int length)
        {
            Socket = socket;
            Remote = remote;
            Length = length;
        }
    }
}
