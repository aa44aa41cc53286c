using System;
using P2PNet.Rtc.Turn;

namespace P2PNet.Rtc.Discovery
{
    /// <summary>What a <see cref="RelayProbe"/> knows. Immutable.</summary>
    internal sealed class RelayProbeOutcome
    {
        public RelayProbeOutcome(bool answered, TimeSpan? roundTripTime, in TransportAddress relayed, TurnFailure? failure)
        {
            Answered = answered;
            RoundTripTime = roundTripTime;
            Relayed = relayed;
            Failure = failure;
        }

        /// <summary>Whether anything came back.</summary>
        public bool Answered { get; }

        /// <summary>Median of the pings; null where none was answered and no request timed either.</summary>
        public TimeSpan? RoundTripTime { get; }

        /// <summary>The address that was given, and given back; invalid where there was none.</summary>
        public TransportAddress Relayed { get; }

        /// <summary>Why there was none; null while that is open.</summary>
        public TurnFailure? Failure { get; }
    }
}
