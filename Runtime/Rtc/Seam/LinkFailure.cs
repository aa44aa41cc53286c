using System;

namespace P2PNet.Rtc
{
    /// <summary>Why a link ended, once, with a sentence that a player can be shown. Immutable.</summary>
    public sealed class LinkFailure
    {
        /// <summary>Makes a failure.</summary>
        public LinkFailure(LinkStage stage, string reason)
        {
            Stage = stage;
            Reason = reason ?? throw new ArgumentNullException(nameof(reason));
        }

        /// <summary>The step that did not succeed.</summary>
        public LinkStage Stage { get; }

        /// <summary>What happened and what to do, in a sentence.</summary>
        public string Reason { get; }

        /// <inheritdoc/>
        public override string ToString() => Stage + ": " + Reason;
    }
}
