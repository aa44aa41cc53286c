using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Member to member: the link failed on the sender's side, so the receiver need not wait for its own timers.</summary>
    internal sealed class LinkFailedFrame : SignalFrame
    {
        public LinkFailedFrame(SignalRoute route, string stage, string message) : base(route)
        {
            Stage = stage;
            Message = message;
        }

        public override string Type => FrameType.LinkFailed;

        /// <summary><c>signaling</c>, <c>ice</c>, <c>dtls</c>, <c>sctp</c> or <c>established</c>: how far it had come.</summary>
        public string Stage { get; }

        /// <summary>Why, in a sentence.</summary>
        public string Message { get; }

        public override SignalFrame Along(SignalRoute route) => new LinkFailedFrame(route, Stage, Message);

        internal static LinkFailedFrame Read(FrameMembers members) => new LinkFailedFrame(
            SignalRoute.Read(members),
            members.Text("stage", ProtocolLimits.MaxWordLength),
            members.Text("message", ProtocolLimits.MaxMessageLength));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("stage", Stage);
            writer.WriteString("message", Message);
        }
    }
}
