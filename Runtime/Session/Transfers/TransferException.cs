using System;

namespace P2PNet
{
    /// <summary>A transfer did not come to its end: why, in a word and in a sentence that a player can be shown.</summary>
    public sealed class TransferException : Exception
    {
        /// <summary>Makes an exception.</summary>
        /// <param name="failure">Why, in a word.</param>
        /// <param name="reason">What happened, in a sentence. Where the peer said it, it is the peer's text: at most 256 characters, without control characters.</param>
        /// <param name="innerException">What the system said, where this side could not read or write.</param>
        public TransferException(TransferFailure failure, string reason, Exception? innerException = null)
            : base(reason, innerException)
        {
            Failure = failure;
        }

        /// <summary>Why, in a word.</summary>
        public TransferFailure Failure { get; }
    }
}
