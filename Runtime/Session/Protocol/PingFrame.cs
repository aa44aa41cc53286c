namespace P2PNet.Protocol
{
    /// <summary>Client to server: the client lives; does the server? Answered by <see cref="PongFrame"/>, before and in a lobby.</summary>
    internal sealed class PingFrame : NumberedFrame
    {
        public PingFrame(long id) : base(id)
        {
        }

        public override string Type => FrameType.Ping;

        internal static PingFrame Read(FrameMembers members) => new PingFrame(members.Id());
    }
}
