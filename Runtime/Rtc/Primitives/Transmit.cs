namespace P2PNet.Rtc
{
    /// <summary>
    /// What an engine wants sent: <c>destination[Offset .. Offset + Length]</c> of the destination that was passed to
    /// <c>TryPollTransmit</c>; the room before it is for the framing of a relay. An engine above ICE (DTLS, SCTP) leaves
    /// <see cref="Remote"/> invalid; PeerLink fills in the selected path.
    /// </summary>
    internal readonly struct Transmit
    {
        public readonly SocketId Socket;
        public readonly TransportAddress Remote;
        public readonly int Offset;
        public readonly int Length;

        public Transmit(int length)
        {
            Socket = default;
            Remote = default;
            Offset = 0;
            Length = length;
        }

        public Transmit(SocketId socket, in TransportAddress remote, int length)
            : this(socket, remote, 0, length)
        {
        }

        public Transmit(SocketId socket, in TransportAddress remote, int offset, int length)
        {
            Socket = socket;
            Remote = remote;
            Offset = offset;
            Length = length;
        }
    }
}
