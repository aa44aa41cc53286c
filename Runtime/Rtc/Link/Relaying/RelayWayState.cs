namespace P2PNet.Rtc.Link
{
    /// <summary>Life of a <see cref="RelayWay"/>.</summary>
    internal enum RelayWayState : byte
    {
        /// <summary>Others are tried first.</summary>
        Waiting,

        /// <summary>A connection is being opened.</summary>
        Connecting,

        /// <summary>The server is asked for an allocation.</summary>
        Allocating,

        /// <summary>It has the relay's allocation.</summary>
        Won,

        /// <summary>Another way won. One that was still asking listens on, to give back what it may get.</summary>
        Abandoned,

        /// <summary>Nothing is to be had by it.</summary>
        Failed,
    }
}
