using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>
/// Passes signals between members of one lobby, and to nobody else. It reads who gets them and nothing more: what a description or
/// a candidate says is for the two ends. Thread: the sending connection's reader.
/// </summary>
internal static class SignalRouter
{
    public static void Route(Connection connection, SignalFrame signal)
    {
        if (signal.To is null)
        {
            connection.SendError(ErrorCode.UnexpectedFrame, "A client's signal says in \"to\" whom it is for; \"from\" is the server's to say.", link: signal.Link);
            return;
        }

        string? error = connection.Member is Member member ? member.Lobby.TryPass(member, connection, signal.To, signal) : ErrorCode.NotInLobby;
        if (error != null) connection.SendError(error, Sentence(error), link: signal.Link);
    }

    private static string Sentence(string error) => error switch
    {
        ErrorCode.NotInLobby => "Signals go to members of one's own lobby: the connection is in none.",
        ErrorCode.PlayerUnreachable => "The player is out of touch with the server, and too much waits for it: try again when its presence is connected.",
        _ => "No other player of the lobby has this id: it may have left.",
    };
}
