using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Member to member: the acceptance of an <see cref="OfferFrame"/>, with its link.</summary>
    internal sealed class AnswerFrame : SignalFrame
    {
        public AnswerFrame(SignalRoute route, string sdp) : base(route) => Sdp = sdp;

        public override string Type => FrameType.Answer;

        /// <summary>The session description (RFC 8866). Its ICE password and addresses must not reach a log.</summary>
        public string Sdp { get; }

        public override SignalFrame Along(SignalRoute route) => new AnswerFrame(route, Sdp);

        internal static AnswerFrame Read(FrameMembers members) => new AnswerFrame(
            SignalRoute.Read(members),
            members.Text("sdp", ProtocolLimits.MaxSdpLength));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("sdp", Sdp);
        }
    }
}
