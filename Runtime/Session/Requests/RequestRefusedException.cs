using System;

namespace P2PNet
{
    /// <summary>
    /// A request has no answer. A handler throws it to say why in words of its own, which travel; what else a handler throws stays on its machine.
    /// </summary>
    public sealed class RequestRefusedException : Exception
    {
        /// <summary>Characters of a reason that travel; what is beyond is cut.</summary>
        public const int MaxReasonLength = 1000;

        /// <summary>For a handler: refuses the request.</summary>
        /// <param name="reason">Why, in words for the peer's game or its player.</param>
        public RequestRefusedException(string reason)
            : base(reason)
        {
            Reason = reason ?? throw new ArgumentNullException(nameof(reason));
            IsOwn = true;
        }

        internal RequestRefusedException(RequestRefusal refusal, string sentence, string reason)
            : base(sentence)
        {
            Refusal = refusal;
            Reason = reason;
        }

        /// <summary>Which kind of reason it is.</summary>
        public RequestRefusal Refusal { get; }

        /// <summary>
        /// The words: of the handler where it was one (<see cref="RequestRefusal.ByHandler"/>; another player chose them), else a sentence that the message has, too.
        /// </summary>
        public string Reason { get; }

        /// <summary>Whether the game made it, and it did not come from a peer.</summary>
        internal bool IsOwn { get; }
    }
}
