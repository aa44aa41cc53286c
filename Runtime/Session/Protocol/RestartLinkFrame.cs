namespace P2PNet.Protocol
{
    /// <summary>
    /// Member to member: the link is silent on the sender's side, which joined earlier and so asks for an offer that restarts ICE (RFC 8445 §9).
    /// </summary>
    internal sealed class RestartLinkFrame : SignalFrame
    {
        public RestartLinkFrame(SignalRoute route) : base(route)
        {
        }

        public override string Type => FrameType.RestartLink;

        public override SignalFrame Along(SignalRoute route) => new RestartLinkFrame(route);

        internal static RestartLinkFrame Read(FrameMembers members) => new RestartLinkFrame(SignalRoute.Read(members));
    }
}
