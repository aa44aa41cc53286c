namespace P2PNet.Rtc.Dtls
{
    /// <summary>One item of a <see cref="Flight"/>: a handshake message or, where that is null, ChangeCipherSpec.</summary>
    internal readonly struct FlightMessage
    {
        public readonly ushort Epoch;
        public readonly HandshakeMessage? Message;

        public FlightMessage(ushort epoch, HandshakeMessage? message)
        {
            Epoch = epoch;
            Message = message;
        }
    }
}
