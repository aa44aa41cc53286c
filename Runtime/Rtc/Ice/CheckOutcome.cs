namespace P2PNet.Rtc.Ice
{
    /// <summary>What a response says about the check that it answers (RFC 8445 §7.2.5).</summary>
    internal enum CheckOutcome : byte
    {
        /// <summary>The path works.</summary>
        Succeeded,

        /// <summary>487: both sides claim the same role.</summary>
        RoleConflict,

        /// <summary>403: the peer wants nothing more (RFC 7675 §5.2).</summary>
        Forbidden,

        /// <summary>Another error, or an answer that took another way than the check (RFC 8445 §7.2.5.2.1).</summary>
        Failed,
    }
}
