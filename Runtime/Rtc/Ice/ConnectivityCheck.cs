using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>One Binding request that may still be answered, and what it said.</summary>
    internal struct ConnectivityCheck
    {
        public TransactionId Id;
        public Timestamp FirstSent;
        public byte Transmissions;
        public bool IsOpen;
        public bool UseCandidate;
        public bool AsControlling;
    }
}
