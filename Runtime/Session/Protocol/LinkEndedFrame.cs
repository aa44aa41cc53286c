namespace P2PNet.Protocol
{
    /// <summary>Member to member: the sender ended the link on purpose, or gave up the attempt because it leaves.</summary>
    internal sealed class LinkEndedFrame : SignalFrame
    {
        public LinkEndedFrame(SignalRoute route) : base(route)
        {
        }

        public override string Type => FrameType.LinkEnded;

        public override SignalFrame Along(SignalRoute route) => new LinkEndedFrame(route);

        internal static LinkEndedFrame Read(FrameMembers members) => new LinkEndedFrame(SignalRoute.Read(members));
    }
}
