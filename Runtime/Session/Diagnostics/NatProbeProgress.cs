namespace P2PNet
{
    /// <summary>How far a probe is. Immutable.</summary>
    public sealed class NatProbeProgress
    {
        internal NatProbeProgress(double fraction, string text)
        {
            Fraction = fraction;
            Text = text;
        }

        /// <summary>From 0 to 1, never less than before.</summary>
        public double Fraction { get; }

        /// <summary>What is being done, in a few words that a player can be shown.</summary>
        public string Text { get; }

        /// <summary>The text.</summary>
        public override string ToString() => Text;
    }
}
