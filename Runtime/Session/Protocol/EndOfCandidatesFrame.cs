namespace P2PNet.Protocol
{
    /// <summary>Member to member: no more candidates will come (RFC 8838 §14).</summary>
    internal sealed class EndOfCandidatesFrame : SignalFrame
    {
        public EndOfCandidatesFrame(SignalRoute route) : base(route)
        {
        }

        public override string Type => FrameType.EndOfCandidates;

        public override SignalFrame Along(SignalRoute route) => new EndOfCandidatesFrame(route);

        internal static EndOfCandidatesFrame Read(FrameMembers members) => new EndOfCandidatesFrame(SignalRoute.Read(members));
    }
}
