using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// A player's place in a lobby. It outlives the player's connection by the grace time. Everything that changes does so under the
/// lobby's lock.
/// </summary>
internal sealed class Member(Lobby lobby, Connection connection, int order, PlayerDescription description)
{
    private RelayServer? _relay;

    public Lobby Lobby { get; } = lobby;

    /// <summary>The player, whatever its connection.</summary>
    public string PlayerId { get; } = connection.PlayerId;

    /// <summary>Counts the joins of the lobby.</summary>
    public int Order { get; } = order;

    public PlayerDescription Description { get; } = description;

    /// <summary>Null while the player is out of touch.</summary>
    public Connection? Connection { get; set; } = connection;

    public PlayerPresence Presence { get; set; } = PlayerPresence.Connected;

    /// <summary>Whether it has said that its join is over, or come back: a place that is worth keeping for the whole grace time.</summary>
    public bool IsSettled { get; set; }

    /// <summary>How often touch was lost, so that the grace time of an earlier loss does not end a later one.</summary>
    public int Losses { get; set; }

    /// <summary>What lets another connection take this place. A secret.</summary>
    public string ResumeToken { get; } = OpaqueId.Create();

    /// <summary>Signals to the player that it has not acknowledged.</summary>
    public UnacknowledgedSignals Signals { get; } = new();

    /// <summary>The number of the newest signal of the player's, 0 before the first.</summary>
    public long SignalsReceived { get; set; }

    /// <summary>The relay that the player was sent to; it counts its members.</summary>
    public RelayServer? Relay
    {
        get => _relay;
        set
        {
            value?.AddMember();
            _relay?.RemoveMember();
            _relay = value;
        }
    }

    public PlayerSnapshot Snapshot() => new(PlayerId, Order, Description, Presence);
}
