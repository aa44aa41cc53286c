namespace P2PNet
{
    /// <summary>How an incoming transfer ended: the answer if its sender, who lost the link meanwhile, offers it again.</summary>
    internal readonly struct TransferOutcome
    {
        public TransferOutcome(uint number, TransferFailure? failure, string text)
        {
            Number = number;
            Failure = failure;
            Text = text;
        }

        public uint Number { get; }

        /// <summary>Null: it is complete.</summary>
        public TransferFailure? Failure { get; }

        public string Text { get; }
    }
}
