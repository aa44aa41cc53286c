namespace P2PNet
{
    /// <summary>The numbers that Withdraw and Refuse have for a <see cref="TransferFailure"/>.</summary>
    internal static class BulkCodes
    {
        public static uint Of(TransferFailure failure) => failure switch
        {
            TransferFailure.Refused => 1,
            TransferFailure.Cancelled => 2,
            TransferFailure.TooLarge => 3,
            TransferFailure.Busy => 4,
            TransferFailure.SourceFailed => 5,
            TransferFailure.SourceChanged => 6,
            TransferFailure.StorageFailed => 7,
            TransferFailure.Corrupted => 8,
            TransferFailure.Protocol => 9,
            TransferFailure.LinkLost => 10,
            _ => 0,
        };

        /// <summary>A number that is not known is a cancellation: the text says more.</summary>
        public static TransferFailure ToFailure(uint code) => code switch
        {
            1 => TransferFailure.Refused,
            3 => TransferFailure.TooLarge,
            4 => TransferFailure.Busy,
            5 => TransferFailure.SourceFailed,
            6 => TransferFailure.SourceChanged,
            7 => TransferFailure.StorageFailed,
            8 => TransferFailure.Corrupted,
            9 => TransferFailure.Protocol,
            10 => TransferFailure.LinkLost,
            _ => TransferFailure.Cancelled,
        };
    }
}
