namespace P2PNet.Rtc.Ice
{
    /// <summary>What a connectivity check of the peer's said that was answered with success.</summary>
    internal readonly struct AcceptedCheck
    {
        /// <summary>The priority that its sender has as a peer-reflexive candidate.</summary>
        public readonly uint Priority;

        /// <summary>Whether it nominates its pair.</summary>
        public readonly bool UseCandidate;

        /// <summary>Whether we changed our role for it.</summary>
        public readonly bool SwitchedRole;

        public AcceptedCheck(uint priority, bool useCandidate, bool switchedRole)
        {
            Priority = priority;
            UseCandidate = useCandidate;
            SwitchedRole = switchedRole;
        }
    }
}
