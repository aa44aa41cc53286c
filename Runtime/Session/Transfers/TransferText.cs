namespace P2PNet
{
    /// <summary>Sentences about transfers.</summary>
    internal static class TransferText
    {
        /// <summary>The peer's own words, or, where it has none, what its number means.</summary>
        public static string OfPeer(in BulkFrame frame)
        {
            string text = BulkFrames.ReadText(frame.Bytes);
            if (text.Trim().Length > 0) return text;
            return BulkCodes.ToFailure(frame.Code) switch
            {
                TransferFailure.Refused => "The other player did not take it.",
                TransferFailure.TooLarge => "It is larger than the other player takes.",
                TransferFailure.Busy => "Too many transfers wait at the other player.",
                TransferFailure.SourceFailed => "The other player's game could not read it.",
                TransferFailure.SourceChanged => "It changed while it was being sent.",
                TransferFailure.StorageFailed => "The other player's game could not write it.",
                TransferFailure.Corrupted => "What arrived is not what was sent.",
                TransferFailure.LinkLost => "The link was lost and did not come back in time.",
                TransferFailure.Protocol => "The other player's game does not know the transfer any more.",
                _ => "The other player cancelled it.",
            };
        }
    }
}
