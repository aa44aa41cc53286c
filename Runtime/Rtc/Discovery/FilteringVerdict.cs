namespace P2PNet.Rtc.Discovery
{
    /// <summary>
    /// Tells how a NAT or firewall filters (RFC 4787 §5) by RFC 5780 §4.4: from which of the server's addresses an answer was let in. Silence counts
    /// only where the address that was silent answers when it is asked directly, because it may be dead.
    /// </summary>
    internal readonly struct FilteringVerdict
    {
        public readonly EndpointDependence Dependence;

        /// <summary>What could not be found out and why, as a sentence; null where nothing is open.</summary>
        public readonly string? Doubt;

        private FilteringVerdict(EndpointDependence dependence, string? doubt = null)
        {
            Dependence = dependence;
            Doubt = doubt;
        }

        public static readonly FilteringVerdict OneAddress = new FilteringVerdict(EndpointDependence.Unknown, DiscoveryDoubts.OneAddress);

        public static readonly FilteringVerdict Unsteady = new FilteringVerdict(EndpointDependence.Unknown, DiscoveryDoubts.Unsteady);

        /// <param name="changedBoth">What came of the request to answer from the other address and port.</param>
        /// <param name="changedPort">What came of the request to answer from the other port.</param>
        /// <param name="otherBothIsAlive">Whether the other address and port answered a request of its own.</param>
        /// <param name="otherPortIsAlive">Whether the other port of the primary address did.</param>
        public static FilteringVerdict Of(DiscoveryOutcome changedBoth, DiscoveryOutcome changedPort, bool otherBothIsAlive, bool otherPortIsAlive)
        {
            switch (changedBoth)
            {
                case DiscoveryOutcome.Answered:
                    return new FilteringVerdict(EndpointDependence.EndpointIndependent);
                case DiscoveryOutcome.Refused:
                case DiscoveryOutcome.Ignored:
                    return new FilteringVerdict(EndpointDependence.Unknown, DiscoveryDoubts.Refused);
                case DiscoveryOutcome.Silent when otherBothIsAlive:
                    return WithinOneAddress(changedPort, otherPortIsAlive);
                case DiscoveryOutcome.Silent:
                    return new FilteringVerdict(EndpointDependence.Unknown, DiscoveryDoubts.NoSecondAnswer);
                default:
                    return Unsteady;
            }
        }

        private static FilteringVerdict WithinOneAddress(DiscoveryOutcome changedPort, bool otherPortIsAlive)
        {
            if (changedPort == DiscoveryOutcome.Answered) return new FilteringVerdict(EndpointDependence.AddressDependent);
            return changedPort == DiscoveryOutcome.Silent && otherPortIsAlive
                ? new FilteringVerdict(EndpointDependence.AddressAndPortDependent)
                : new FilteringVerdict(EndpointDependence.AtLeastAddressDependent, DiscoveryDoubts.NoSecondPortAnswer);
        }
    }
}
