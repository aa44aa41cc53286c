using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>A session could not be created, joined or left as asked: in which step, with whom, why and what to do.</summary>
    public sealed class P2PException : Exception
    {
        /// <summary>Makes an exception.</summary>
        /// <param name="stage">The step that did not succeed.</param>
        /// <param name="reason">What happened and what to do, in a sentence that a player can be shown.</param>
        /// <param name="peer">Name of the player that could not be reached, if it was one.</param>
        /// <param name="code">The lobby server's word for the error, if it refused.</param>
        public P2PException(LinkStage stage, string reason, string? peer = null, string? code = null)
            : base((peer == null ? stage.ToString() : stage + " with " + peer) + ": " + reason)
        {
            Stage = stage;
            Reason = reason;
            Peer = peer;
            Code = code;
        }

        /// <summary>The step that did not succeed.</summary>
        public LinkStage Stage { get; }

        /// <summary>What happened and what to do, in a sentence that a player can be shown.</summary>
        public string Reason { get; }

        /// <summary>Name of the player that could not be reached; null where the failure is with the server.</summary>
        public string? Peer { get; }

        /// <summary>The lobby server's word for the error, as <c>Documentation~/protocol.md</c> lists them; null where it did not refuse.</summary>
        public string? Code { get; }
    }
}
