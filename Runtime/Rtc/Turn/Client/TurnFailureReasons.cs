using System.Globalization;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>What an error of a TURN server means (RFC 8656 §7.4, §19), in words and for the next attempt.</summary>
    internal static class TurnFailureReasons
    {
        public static readonly TurnFailure NoAnswer = new TurnFailure(TurnFailureKind.NoAnswer, "did not answer");

        public static readonly TurnFailure FellSilent = new TurnFailure(TurnFailureKind.NoAnswer, "stopped answering");

        public static readonly TurnFailure NotAuthentic =
            new TurnFailure(TurnFailureKind.NoAnswer, "gave answers that are not authentic; somebody on the way may be changing them");

        public static readonly TurnFailure NoCredentials =
            new TurnFailure(TurnFailureKind.Refused, "asks for a name and a password, and the game's settings have none", StunErrorCode.Unauthenticated);

        public static readonly TurnFailure WrongCredentials =
            new TurnFailure(TurnFailureKind.Refused, "does not accept the game's name and password, which may have expired (401)", StunErrorCode.Unauthenticated);

        public static readonly TurnFailure Downgraded =
            new TurnFailure(TurnFailureKind.Refused, "contradicts itself about its security; somebody on the way may be weakening it", StunErrorCode.Unauthenticated);

        public static readonly TurnFailure NothingUsable = new TurnFailure(TurnFailureKind.Refused, "gave an address that cannot be used");

        public static readonly TurnFailure RequestTooLong = new TurnFailure(TurnFailureKind.Refused, "wants more than a request holds: its realm and nonce are too long");

        public static TurnFailure Of(StunErrorCode code)
        {
            switch (code)
            {
                case StunErrorCode.BadRequest: return Refused("does not understand the request", code);
                case StunErrorCode.Unauthenticated: return WrongCredentials;
                case StunErrorCode.Forbidden: return Refused("forbids us to relay", code);
                case StunErrorCode.UnknownAttribute: return Refused("does not know a part of the request that we need", code);
                case StunErrorCode.AllocationMismatch: return Busy("holds another allocation for this address and port", code);
                case StunErrorCode.StaleNonce: return Refused("finds every request too old", code);
                case StunErrorCode.AddressFamilyNotSupported: return Refused("has no address of the kind that we need", code);
                case StunErrorCode.WrongCredentials: return Refused("holds this allocation under another name", code);
                case StunErrorCode.UnsupportedTransport: return Refused("does not relay UDP", code);
                case StunErrorCode.AllocationQuotaReached: return Busy("has given this player as much as it gives", code);
                case StunErrorCode.ServerError: return Busy("has an error of its own", code);
                case StunErrorCode.InsufficientCapacity: return Busy("is full", code);
                default: return Refused("refused", code);
            }
        }

        private static TurnFailure Refused(string reason, StunErrorCode code) => new TurnFailure(TurnFailureKind.Refused, WithCode(reason, code), code);

        private static TurnFailure Busy(string reason, StunErrorCode code) => new TurnFailure(TurnFailureKind.Busy, WithCode(reason, code), code);

        private static string WithCode(string reason, StunErrorCode code) => reason + " (" + ((int)code).ToString(CultureInfo.InvariantCulture) + ")";
    }
}
