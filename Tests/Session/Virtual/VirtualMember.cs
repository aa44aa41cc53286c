using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A place in a <see cref="VirtualLobby"/>, which outlives the connection.</summary>
    internal sealed class VirtualMember
    {
        public VirtualMember(VirtualSocket socket, PlayerSnapshot player)
        {
            Socket = socket;
            Player = player;
        }

        /// <summary>Null while the player is out of touch.</summary>
        public VirtualSocket? Socket { get; set; }

        public PlayerSnapshot Player { get; set; }

        public UnacknowledgedSignals Signals { get; } = new UnacknowledgedSignals();

        public long SignalsReceived { get; set; }

        public bool IsSettled { get; set; }

        public int Losses { get; set; }

        public string Token => "token-" + Player.Id;
    }
}
