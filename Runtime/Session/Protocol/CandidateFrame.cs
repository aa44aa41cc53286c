using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Member to member: an address to try, found after the description was sent (trickle ICE, RFC 8838).</summary>
    internal sealed class CandidateFrame : SignalFrame
    {
        public CandidateFrame(SignalRoute route, string candidate) : base(route) => Candidate = candidate;

        public override string Type => FrameType.Candidate;

        /// <summary>A line <c>candidate:…</c> without <c>a=</c> (RFC 8839 §5.1), of the description's only media section.</summary>
        public string Candidate { get; }

        public override SignalFrame Along(SignalRoute route) => new CandidateFrame(route, Candidate);

        internal static CandidateFrame Read(FrameMembers members) => new CandidateFrame(
            SignalRoute.Read(members),
            members.Text("candidate", ProtocolLimits.MaxCandidateLength));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("candidate", Candidate);
        }
    }
}
