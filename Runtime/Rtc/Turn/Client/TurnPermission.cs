using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>Leave to exchange datagrams with one IP address, whatever the port (RFC 8656 §9).</summary>
    internal sealed class TurnPermission : IRenewable
    {
        public TurnPermission(in TransportAddress address) => Address = address;

        /// <summary>With port 0.</summary>
        public TransportAddress Address { get; }

        public PermissionState State { get; set; }

        /// <summary>Why the server did not grant it the last time; default where it did, or was not heard.</summary>
        public StunErrorCode Refusal { get; set; }

        /// <inheritdoc/>
        public Timestamp DueAt { get; set; }
    }
}
