namespace P2PNet.Server.Turn;

/// <summary>Which peers may be reached through a relay.</summary>
internal sealed class PeerPolicy
{
}
