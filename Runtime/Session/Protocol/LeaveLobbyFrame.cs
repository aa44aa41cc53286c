namespace P2PNet.Protocol
{
    /// <summary>Client to server: leave the lobby at once. Answered by <see cref="LobbyLeftFrame"/>; the others hear <see cref="PlayerLeftFrame"/>.</summary>
    internal sealed class LeaveLobbyFrame : NumberedFrame
    {
        public LeaveLobbyFrame(long id) : base(id)
        {
        }

        public override string Type => FrameType.LeaveLobby;

        internal static LeaveLobbyFrame Read(FrameMembers members) => new LeaveLobbyFrame(members.Id());
    }
}
