namespace P2PNet.Rtc.Discovery
{
    /// <summary>How one destination saw the mapping socket.</summary>
    internal readonly struct MappingObservation
    {
        public readonly TransportAddress Destination;
        public readonly TransportAddress Mapped;

        public MappingObservation(in TransportAddress destination, in TransportAddress mapped)
        {
            Destination = destination;
            Mapped = mapped;
        }
    }
}
