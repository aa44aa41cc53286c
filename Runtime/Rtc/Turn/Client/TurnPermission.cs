namespace P2PNet.Rtc.Turn
{
    /// <summary>Leave to exchange datagrams with one IP address, whatever the port (RFC 8656 §9).</summary>
    internal sealed class TurnPermission
    {
        public TurnPermission(in TransportAddress address) => Address = address;

        /// <summary>With port 0.</summary>
        public TransportAddress Address { get; }

        public PermissionState State { get; set; }

        /// <summary>When the server is to be asked, the first time or again.</summary>
        public Timestamp DueAt { get; set; }
    }
}
