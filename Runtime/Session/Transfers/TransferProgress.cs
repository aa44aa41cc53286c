namespace P2PNet
{
    /// <summary>How far a transfer is. Immutable.</summary>
    public readonly struct TransferProgress
    {
        /// <summary>Makes one.</summary>
        /// <param name="bytes">Bytes that the receiver has.</param>
        /// <param name="total">Bytes in all; null where nobody knows.</param>
        /// <param name="bytesPerSecond">Of the last second or so; 0 or more.</param>
        public TransferProgress(long bytes, long? total, double bytesPerSecond)
        {
            Bytes = bytes;
            Total = total;
            BytesPerSecond = bytesPerSecond;
        }

        /// <summary>Bytes that the receiver has: of the content, without what surrounds it on the wire.</summary>
        public long Bytes { get; }

        /// <summary>Bytes in all; null for a stream whose length the sender did not say.</summary>
        public long? Total { get; }

        /// <summary>Speed over the last second or so.</summary>
        public double BytesPerSecond { get; }

        /// <inheritdoc/>
        public override string ToString() => Bytes + (Total is long total ? " of " + total : string.Empty) + " bytes, " + BytesPerSecond.ToString("F0", System.Globalization.CultureInfo.InvariantCulture) + " bytes/s";
    }
}
