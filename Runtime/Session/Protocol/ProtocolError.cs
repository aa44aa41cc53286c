namespace P2PNet.Protocol
{
    /// <summary>Why a frame was not understood: what the <see cref="ErrorFrame"/> about it says. Immutable.</summary>
    internal sealed class ProtocolError
    {
        public ProtocolError(string code, string message, long? requestId = null, string? link = null)
        {
            Code = code;
            Message = message;
            RequestId = requestId;
            Link = link;
        }

        /// <summary>One of <see cref="ErrorCode"/>.</summary>
        public string Code { get; }

        /// <summary>What is wrong and what to do, in a sentence that quotes nothing of the frame but names of members.</summary>
        public string Message { get; }

        /// <summary>The frame's id, if it had one that could be read.</summary>
        public long? RequestId { get; }

        /// <summary>The frame's link, if it had one that could be read.</summary>
        public string? Link { get; }

        public override string ToString() => Code + ": " + Message;
    }
}
