namespace P2PNet.Protocol
{
    /// <summary>Client to server, the host alone: send everybody out and delete the lobby. Answered by <see cref="LobbyDeletedFrame"/>, which all members get.</summary>
    internal sealed class DeleteLobbyFrame : NumberedFrame
    {
        public DeleteLobbyFrame(long id) : base(id)
        {
        }

        public override string Type => FrameType.DeleteLobby;

        internal static DeleteLobbyFrame Read(FrameMembers members) => new DeleteLobbyFrame(members.Id());
    }
}
