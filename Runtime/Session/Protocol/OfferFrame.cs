using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Member to member: a proposed link. The member that joined later sends it, and sends it anew, with a new link, where an attempt failed.</summary>
    internal sealed class OfferFrame : SignalFrame
    {
        public OfferFrame(SignalRoute route, string sdp) : base(route) => Sdp = sdp;

        public override string Type => FrameType.Offer;

        /// <summary>The session description (RFC 8866). Its ICE password and addresses must not reach a log.</summary>
        public string Sdp { get; }

        public override SignalFrame Along(SignalRoute route) => new OfferFrame(route, Sdp);

        internal static OfferFrame Read(FrameMembers members) => new OfferFrame(
            SignalRoute.Read(members),
            members.Text("sdp", ProtocolLimits.MaxSdpLength));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("sdp", Sdp);
        }
    }
}
