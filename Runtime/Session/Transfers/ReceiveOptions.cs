using System;

namespace P2PNet
{
    /// <summary>How a transfer is received. Immutable.</summary>
    public sealed class ReceiveOptions
    {
        internal static readonly ReceiveOptions Default = new ReceiveOptions();

        /// <summary>
        /// Most bytes that are taken, 0 or more; a larger transfer fails with <see cref="TransferFailure.TooLarge"/>, at once where its length was
        /// offered, else when it reaches them. Default 1 GiB.
        /// </summary>
        public long MaxLength { get; init; } = 1L << 30;

        /// <summary>For files: whether one that is there is replaced, at the very end. Default false: then it is an error that it is there.</summary>
        public bool Overwrite { get; init; }

        /// <summary>
        /// For files: whether a <c>.part</c> file that an earlier transfer left is gone on from, also one of an earlier session. It is read and hashed first, and the checksum at the
        /// end covers it: if it was of another file, the transfer fails with <see cref="TransferFailure.Corrupted"/> and removes it. Default false: it is written anew.
        /// </summary>
        public bool Resume { get; init; }

        /// <summary>Hears how far it is, in <see cref="Session.Poll"/>; at most once a poll. Null (default) for nobody.</summary>
        public IProgress<TransferProgress>? Progress { get; init; }

        internal void Validate()
        {
            if (MaxLength < 0) throw new ArgumentOutOfRangeException(nameof(MaxLength), MaxLength, "ReceiveOptions.MaxLength is 0 or more.");
        }
    }
}
