using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>Why there is no allocation. Immutable.</summary>
    internal sealed class TurnFailure
    {
        public TurnFailure(TurnFailureKind kind, string reason, StunErrorCode code = default)
        {
            Kind = kind;
            Reason = reason;
            Code = code;
        }

        public TurnFailureKind Kind { get; }

        /// <summary>What the server did, without a subject: "did not answer". A player may read it.</summary>
        public string Reason { get; }

        /// <summary>The error code of its answer; 0 where there was none.</summary>
        public StunErrorCode Code { get; }

        /// <summary>Of Redirected: where to.</summary>
        public TransportAddress Alternate { get; init; }

        /// <summary>Of Redirected: the name that the other server's certificate is for (RFC 8489 §14.16), if it says so.</summary>
        public string? AlternateDomain { get; init; }

        public override string ToString() => Reason;
    }
}
