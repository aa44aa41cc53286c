namespace P2PNet.Protocol
{
    /// <summary>Server to client, in answer to <see cref="LeaveLobbyFrame"/>: the last that the client hears of the lobby.</summary>
    internal sealed class LobbyLeftFrame : NumberedFrame
    {
        public LobbyLeftFrame(long id) : base(id)
        {
        }

        public override string Type => FrameType.LobbyLeft;

        internal static LobbyLeftFrame Read(FrameMembers members) => new LobbyLeftFrame(members.Id());
    }
}
