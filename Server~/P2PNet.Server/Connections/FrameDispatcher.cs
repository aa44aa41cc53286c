using System;
using System.Net.WebSockets;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>Reads a client's frames and gives each to whom it is for. Every frame gets its reply or an error. Thread: the connection's reader.</summary>
internal sealed class FrameDispatcher(ServerOptions options, LobbyRequests lobbies, IceServerList iceServers, TimeProvider time)
{
    private readonly ConnectionRules _rules = options.ConnectionRules();

    public void Handle(Connection connection, ReadOnlySpan<byte> utf8)
    {
        // Read before the rate is asked, so that the refusal can name the request. The debt bounds what that costs.
        bool inTime = connection.Rate.TryTake();
        bool isRead = FrameReader.TryRead(utf8, out Frame? frame, out ProtocolError? error, ProtocolLimits.MaxFrameBytes);
        if (!inTime) RefuseForRate(connection, (frame as NumberedFrame)?.Id ?? error?.RequestId, (frame as SignalFrame)?.Link ?? error?.Link);
        else if (!isRead) RefuseUnread(connection, error!);
        else if (connection.State == ConnectionState.AwaitingHello) Greet(connection, frame!);
        else Dispatch(connection, frame!);
    }

    /// <summary>The connection is over. Thread: any.</summary>
    public void ConnectionEnded(Connection connection) => lobbies.LoseTouch(connection);

    private void Dispatch(Connection connection, Frame frame)
    {
        switch (frame)
        {
            case PingFrame ping:
                connection.Send(new PongFrame(ping.Id, ServerTime(), connection.Member is Member member ? member.Lobby.Acknowledge(member, ping) : null));
                break;
            case SignalFrame signal:
                SignalRouter.Route(connection, signal);
                break;
            case CreateLobbyFrame create:
                lobbies.Create(connection, create);
                break;
            case JoinLobbyByCodeFrame join:
                lobbies.Join(connection, join);
                break;
            case JoinLobbyByIdFrame join:
                lobbies.Join(connection, join);
                break;
            case ResumeLobbyFrame resume:
                lobbies.Resume(connection, resume);
                break;
            case LeaveLobbyFrame leave:
                lobbies.Leave(connection, leave);
                break;
            case DeleteLobbyFrame delete:
                lobbies.Delete(connection, delete);
                break;
            case HelloFrame:
                RefuseUnexpected(connection, frame, "was said already: once a connection is enough");
                break;
            default:
                RefuseUnexpected(connection, frame, "is the server's to send, not a client's");
                break;
        }
    }

    private void Greet(Connection connection, Frame frame)
    {
        if (frame is not HelloFrame hello)
        {
            connection.CloseAfter(ErrorCode.UnexpectedFrame, "The first frame of a connection is hello: send it before " + frame.Type + ".", WebSocketCloseStatus.PolicyViolation, (frame as NumberedFrame)?.Id);
            return;
        }

        if (hello.Protocol != ProtocolLimits.Version)
        {
            connection.CloseAfter(ErrorCode.UnsupportedVersion, $"The server speaks version {ProtocolLimits.Version} of the protocol and not {hello.Protocol}: use a client of the same release.", WebSocketCloseStatus.PolicyViolation);
            return;
        }

        connection.BecomeReady();
        connection.Send(new WelcomeFrame(connection.PlayerId, _rules, iceServers.For(connection.Host), ServerTime()));
    }

    private static void RefuseUnread(Connection connection, ProtocolError error)
    {
        connection.Rate.ChargeMistake();
        if (connection.State == ConnectionState.AwaitingHello) connection.CloseAfter(error.Code, error.Message, WebSocketCloseStatus.PolicyViolation, error.RequestId);
        else connection.SendError(error.Code, error.Message, error.RequestId, error.Link);
    }

    private static void RefuseUnexpected(Connection connection, Frame frame, string why)
    {
        connection.Rate.ChargeMistake();
        connection.SendError(ErrorCode.UnexpectedFrame, frame.Type + " " + why + ".", (frame as NumberedFrame)?.Id);
    }

    private void RefuseForRate(Connection connection, long? id, string? link)
    {
        string message = $"The server takes {options.FramesPerSecond} frames a second from a connection and {options.FrameBurst} at once; mistakes count {FrameRate.MistakeCost} times. ";
        if (connection.Rate.IsHopeless) connection.CloseAfter(ErrorCode.RateLimited, message + "The connection went on regardless and ends.", WebSocketCloseStatus.PolicyViolation, id);
        else connection.SendError(ErrorCode.RateLimited, message + "This one was not carried out: wait a second and send it again.", id, link);
    }

    private long ServerTime() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
