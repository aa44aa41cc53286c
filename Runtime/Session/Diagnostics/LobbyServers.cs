using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>The STUN and TURN servers that a lobby server names. Immutable.</summary>
    internal sealed class LobbyServers
    {
        public LobbyServers(IReadOnlyList<IceServer> servers, string? refusal)
        {
            Servers = servers;
            Refusal = refusal;
        }

        /// <summary>With credentials for the relays, where it gave any.</summary>
        public IReadOnlyList<IceServer> Servers { get; }

        /// <summary>Why relays are not among them although there may be some, in a sentence; null where all are.</summary>
        public string? Refusal { get; }
    }
}
