namespace P2PNet.Rtc.Ice
{
    /// <summary>What a connectivity check of the peer's said that was answered with success.</summary>
    internal readonly struct AcceptedCheck
    {
        /// <summary>The priority that its sender has as a peer-reflexive candidate.</summary>
        public readonly uint Priority;

        /// <summary>Whether it nominates its pair.</summary>
        public readonly bool Nominates;

        /// <summary>Which nomination of the peer's it is, where the peer numbers them; else 0.</summary>
        public readonly uint Nomination;

        /// <summary>Whether we changed our role for it.</summary>
        public readonly bool SwitchedRole;

        public AcceptedCheck(uint priority, bool nominates, uint nomination, bool switchedRole)
        {
            Priority = priority;
            Nominates = nominates;
            Nomination = nomination;
            SwitchedRole = switchedRole;
        }
    }
}
