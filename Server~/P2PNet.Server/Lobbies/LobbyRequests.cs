using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>Does what a client asks of lobbies, or answers why not. Thread: the connection's reader, if not said otherwise.</summary>
internal sealed class LobbyRequests(ServerOptions options, LobbyDirectory lobbies, GraceList lost)
{
    public void Create(Connection connection, CreateLobbyFrame wish)
    {
        if (!IsFree(connection, wish)) return;
        if (wish.MaxPlayers > options.MaxPlayers)
        {
            connection.SendError(ErrorCode.InvalidMember, $"In {wish.Type}, \"maxPlayers\" must be a whole number from 1 to {options.MaxPlayers} on this server.", wish.Id);
            return;
        }

        if (lobbies.TryCreate(wish, connection.Number) is Lobby lobby) Join(connection, lobby, wish.Player, wish.Id);
        else connection.SendError(ErrorCode.ServerFull, "The server has no room for another lobby: try again later, or join one.", wish.Id);
    }

    public void Join(Connection connection, JoinLobbyByCodeFrame wish)
    {
        if (IsFree(connection, wish)) Join(connection, lobbies.FindByCode(wish.Code), wish.Player, wish.Id);
    }

    public void Join(Connection connection, JoinLobbyByIdFrame wish)
    {
        if (IsFree(connection, wish)) Join(connection, lobbies.FindById(wish.LobbyId), wish.Player, wish.Id);
    }

    /// <summary>Lets a membership go on over this connection.</summary>
    public void Resume(Connection connection, ResumeLobbyFrame wish)
    {
        if (!IsFree(connection, wish)) return;
        if (lobbies.FindById(wish.LobbyId) is Lobby lobby && lobby.TryResume(connection, wish)) return;
        connection.Rate.ChargeMistake();
        connection.SendError(ErrorCode.ResumeFailed, "The place in the lobby is gone: the time to come back is over, or the server was started anew. Links to players go on.", wish.Id);
    }

    public void Leave(Connection connection, LeaveLobbyFrame wish)
    {
        if (connection.Member is not Member member || !member.Lobby.TryLeave(member, wish.Id, out bool isEmpty))
            connection.SendError(ErrorCode.NotInLobby, "There is no lobby to leave: the connection is in none.", wish.Id);
        else if (isEmpty) lobbies.Remove(member.Lobby, "empty");
    }

    public void Delete(Connection connection, DeleteLobbyFrame wish)
    {
        if (connection.Member is not Member member)
            connection.SendError(ErrorCode.NotInLobby, "There is no lobby to delete: the connection is in none.", wish.Id);
        else if (member.Lobby.TryDelete(member, wish.Id)) lobbies.Remove(member.Lobby, "deleted");
        else connection.SendError(ErrorCode.NotHost, "Only the host deletes the lobby: leave it instead.", wish.Id);
    }

    /// <summary>The connection is over; its player keeps its place for the grace time. Thread: any; more calls do nothing.</summary>
    public void LoseTouch(Connection connection)
    {
        if (connection.Member is Member member && member.Lobby.LoseTouch(member, connection) is int loss) lost.Add(member, loss);
    }

    /// <summary>Removes the members whose grace time is over. Thread: one.</summary>
    public void RemoveLost()
    {
        while (lost.TryTakeExpired(out Member member, out int loss))
        {
            if (member.Lobby.RemoveIfLost(member, loss)) lobbies.Remove(member.Lobby, "empty");
        }
    }

    private static bool IsFree(Connection connection, NumberedFrame wish)
    {
        if (connection.Member is null) return true;
        connection.SendError(ErrorCode.AlreadyInLobby, "The connection is in a lobby, and in one at a time: send leaveLobby first.", wish.Id);
        return false;
    }

    private static void Join(Connection connection, Lobby? lobby, PlayerDescription player, long requestId)
    {
        string? error = lobby is null ? ErrorCode.LobbyNotFound : lobby.TryJoin(connection, player, requestId);
        if (error is null) return;
        if (error == ErrorCode.LobbyNotFound) connection.Rate.ChargeMistake();
        string message = error == ErrorCode.LobbyFull
            ? "Every place in the lobby is taken: wait until a player leaves, or join another."
            : "No lobby has this code or id: check it with the player who gave it; a lobby ends when its last player leaves.";
        connection.SendError(error, message, requestId);
    }
}
