namespace P2PNet.Rtc.Ice
{
    /// <summary>What an <see cref="IceEvent"/> is about.</summary>
    internal enum IceEventKind : byte
    {
        /// <summary><see cref="IceEvent.State"/> is new; <see cref="IceEvent.Reason"/> is set where it is Failed.</summary>
        StateChanged,

        /// <summary><see cref="IceAgent.TryGetSelectedPath"/> answers differently now.</summary>
        SelectedPathChanged,

        /// <summary>
        /// The selected path seems dead, and all others are being tried. The network may have changed: now is the time to ask the
        /// servers again how they see us.
        /// </summary>
        PathDoubtful,

        /// <summary>The peer sees us at another address than before: a NAT has forgotten us, and what servers know of us is out of date.</summary>
        SeenElsewhere,

        /// <summary>The peer sees us at an address that no server has named: behind a symmetric NAT always, else because what servers know is out of date.</summary>
        SeenUnexpectedly,
    }
}
