using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// A player's place in a lobby. It outlives the player's connection by the grace time. Everything that changes does so under the
/// lobby's lock.
/// </summary>
internal sealed class Member(Lobby lobby, Connection connection, int order, PlayerDescription description)
{
    public Lobby Lobby { get; } = lobby;

    /// <summary>The player, whatever its connection.</summary>
    public string PlayerId { get; } = connection.PlayerId;

    /// <summary>Counts the joins of the lobby.</summary>
    public int Order { get; } = order;

    public PlayerDescription Description { get; } = description;

    /// <summary>Null while the player is out of touch.</summary>
    public Connection? Connection { get; set; } = connection;

    public PlayerPresence Presence { get; set; } = PlayerPresence.Connected;

    public PlayerSnapshot Snapshot() => new(PlayerId, Order, Description, Presence);
}
