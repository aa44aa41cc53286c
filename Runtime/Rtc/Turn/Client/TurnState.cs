namespace P2PNet.Rtc.Turn
{
    /// <summary>Life of a <see cref="TurnClient"/>.</summary>
    internal enum TurnState : byte
    {
        /// <summary>Nothing was sent yet.</summary>
        New,

        /// <summary>The server is asked for a relayed address.</summary>
        Allocating,

        /// <summary>Our 5-tuple has an allocation of an earlier life (437), which is ended first.</summary>
        Clearing,

        /// <summary>There is a relayed address.</summary>
        Allocated,

        /// <summary>The server refused, or does not answer. Final.</summary>
        Failed,

        /// <summary>We have given the allocation back. Final.</summary>
        Released,
    }
}
