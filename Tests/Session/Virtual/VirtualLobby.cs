using System.Collections.Generic;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A lobby of the <see cref="VirtualLobbyServer"/>.</summary>
    internal sealed class VirtualLobby
    {
        public string Id { get; set; } = string.Empty;

        public string Code { get; set; } = string.Empty;

        public string HostId { get; set; } = string.Empty;

        public int MaxPlayers { get; set; }

        public int NextOrder { get; set; }

        public long Revision { get; set; }

        public CreateLobbyFrame Created { get; set; } = null!;

        public List<VirtualMember> Members { get; } = new List<VirtualMember>();

        public LobbySnapshot ToSnapshot() => new LobbySnapshot(Id, Code, HostId, MaxPlayers, Revision, Members.ConvertAll(m => m.Player))
        {
            Name = Created.Name,
            IsPrivate = Created.IsPrivate,
            Properties = Created.Properties,
        };

        public void Tell(Frame frame, VirtualSocket? except = null)
        {
            foreach (VirtualMember member in Members)
                if (member.Socket != except)
                    member.Socket?.Deliver(frame);
        }
    }
}
