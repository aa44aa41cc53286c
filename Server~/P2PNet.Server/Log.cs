using System;
using Microsoft.Extensions.Logging;

namespace P2PNet.Server;

/// <summary>
/// Every line that the server logs. Connections and lobbies have numbers here: their ids and codes let people in, so they never
/// reach a log, nor do names, properties, descriptions and candidates.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Connection {Connection} opened; open: {Count}.")]
    public static partial void ConnectionOpened(ILogger logger, long connection, int count);

    [LoggerMessage(2, LogLevel.Debug, "Connection {Connection} ended ({Reason}) after {Frames} frames in and {Sent} out.")]
    public static partial void ConnectionEnded(ILogger logger, long connection, string reason, long frames, long sent);

    [LoggerMessage(3, LogLevel.Debug, "Connection {Connection} got the error {Code} (fatal: {Fatal}).")]
    public static partial void ErrorSent(ILogger logger, long connection, string code, bool fatal);

    [LoggerMessage(4, LogLevel.Warning, "Connection {Connection} was cut off: it left {Frames} frames of {Bytes} bytes unread.")]
    public static partial void SlowReaderCut(ILogger logger, long connection, int frames, long bytes);

    [LoggerMessage(5, LogLevel.Error, "Connection {Connection} ended by a mistake of the server.")]
    public static partial void ConnectionFaulted(ILogger logger, long connection, Exception exception);

    [LoggerMessage(10, LogLevel.Information, "Lobby {Lobby} made by connection {Connection} of {MaxPlayers} places; lobbies open: {Count}.")]
    public static partial void LobbyMade(ILogger logger, long lobby, long connection, int maxPlayers, int count);

    [LoggerMessage(11, LogLevel.Information, "Connection {Connection} joined lobby {Lobby} as number {Order}; players in it: {Count}.")]
    public static partial void MemberJoined(ILogger logger, long connection, long lobby, int order, int count);

    [LoggerMessage(12, LogLevel.Information, "Number {Order} is gone from lobby {Lobby} ({Reason}); players in it: {Count}.")]
    public static partial void MemberGone(ILogger logger, int order, long lobby, string reason, int count);

    [LoggerMessage(13, LogLevel.Debug, "Number {Order} of lobby {Lobby} is {Presence}.")]
    public static partial void PresenceChanged(ILogger logger, int order, long lobby, string presence);

    [LoggerMessage(14, LogLevel.Debug, "Number {Order} is host of lobby {Lobby}.")]
    public static partial void HostElected(ILogger logger, int order, long lobby);

    [LoggerMessage(15, LogLevel.Information, "Lobby {Lobby} is gone ({Reason}); lobbies open: {Count}.")]
    public static partial void LobbyGone(ILogger logger, long lobby, string reason, int count);

    [LoggerMessage(16, LogLevel.Debug, "Connection {Connection} carries number {Order} of lobby {Lobby} from now on.")]
    public static partial void MemberResumed(ILogger logger, long connection, long lobby, int order);

    [LoggerMessage(17, LogLevel.Information, "The server was asked to stop. Connections to tell: {Connections}; lobbies that end: {Lobbies}.")]
    public static partial void Stopping(ILogger logger, int connections, int lobbies);

    [LoggerMessage(20, LogLevel.Warning, "STUN does not listen on {Address}: {Reason}")]
    public static partial void StunAddressSkipped(ILogger logger, string address, string reason);

    [LoggerMessage(21, LogLevel.Error, "A packet of STUN or TURN was lost by a mistake of the server.")]
    public static partial void TurnFaulted(ILogger logger, Exception exception);

    [LoggerMessage(22, LogLevel.Information, "The renewed certificate is in use; it is valid until {NotAfter:u}.")]
    public static partial void CertificateReloaded(ILogger logger, DateTime notAfter);

    [LoggerMessage(23, LogLevel.Warning, "The certificate changed and can't be read ({Reason}): the one before stays in use.")]
    public static partial void CertificateNotReloaded(ILogger logger, string reason);

    [LoggerMessage(26, LogLevel.Warning, "Every player came to STUN and TURN from {Address}, which is private. If they are on the Internet, something in between hides their addresses, as the proxies of containers do, and they find no direct paths: give the container the network of its host (docker run --network host).")]
    public static partial void EverybodyFromOneAddress(ILogger logger, string address);

    [LoggerMessage(24, LogLevel.Information, "The relay {Relay} is up: {Detail}.")]
    public static partial void RelayUp(ILogger logger, string relay, string detail);

    [LoggerMessage(25, LogLevel.Warning, "The relay {Relay} is down: {Problem}. New members go to others.")]
    public static partial void RelayDown(ILogger logger, string relay, string problem);

    [LoggerMessage(27, LogLevel.Warning, "The relay {Relay} is down: {Problem}. No relay is left: players who need one will not connect.")]
    public static partial void LastRelayDown(ILogger logger, string relay, string problem);

    [LoggerMessage(28, LogLevel.Warning, "Relayed addresses that were refused: {Count}, since --{Setting} is {Limit}. Raise it if these are your players; those who need a relay did not connect.")]
    public static partial void RelaysRefused(ILogger logger, long count, string setting, string limit);
}
