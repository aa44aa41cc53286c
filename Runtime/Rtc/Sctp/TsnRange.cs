namespace P2PNet.Rtc.Sctp
{
    /// <summary>TSNs from the first to the last, both included.</summary>
    internal readonly struct TsnRange
    {
        public readonly Tsn First;
        public readonly Tsn Last;

        public TsnRange(Tsn first, Tsn last)
        {
            First = first;
            Last = last;
        }

        public override string ToString() => First + ".." + Last;
    }
}
