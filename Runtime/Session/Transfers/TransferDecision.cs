namespace P2PNet
{
    /// <summary>What the game decided about an offer.</summary>
    internal sealed class TransferDecision
    {
        /// <summary>There is nothing to decide any more.</summary>
        public static readonly TransferDecision TooLate = new TransferDecision(null, null, 0, string.Empty);

        private TransferDecision(ITransferSink? sink, TransferTicket? ticket, long maxLength, string refusal)
        {
            Sink = sink;
            Ticket = ticket;
            MaxLength = maxLength;
            Refusal = refusal;
        }

        /// <summary>Where it goes; null: it was refused.</summary>
        public ITransferSink? Sink { get; }

        public TransferTicket? Ticket { get; }

        public long MaxLength { get; }

        public string Refusal { get; }

        public static TransferDecision Accept(ITransferSink sink, TransferTicket? ticket, long maxLength) => new TransferDecision(sink, ticket, maxLength, string.Empty);

        public static TransferDecision Refuse(string reason) => new TransferDecision(null, null, 0, reason);
    }
}
