namespace P2PNet.Rtc.DataChannels
{
    /// <summary>Message types of the Data Channel Establishment Protocol (RFC 8832 §8.2.1).</summary>
    internal enum DcepMessageType : byte
    {
        None = 0x00,
        Ack = 0x02,
        Open = 0x03,
    }
}
