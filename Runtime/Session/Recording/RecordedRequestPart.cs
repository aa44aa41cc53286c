namespace P2PNet
{
    /// <summary>What an entry of a request is. The numbers are those in a recording.</summary>
    public enum RecordedRequestPart
    {
        /// <summary>Somebody asks.</summary>
        Request = 0,

        /// <summary>The answer.</summary>
        Response = 1,

        /// <summary>There is no answer.</summary>
        Refusal = 2,
    }
}
