using System;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace P2PNet.Native
{
    /// <summary>Turns what went wrong with the lobby server's WebSocket into a sentence that a player can be shown and act on.</summary>
    internal static class SignalingFailure
    {
        /// <summary>Why the connection did not come to be.</summary>
        /// <param name="server">Of it, host and port alone are shown: the rest of a URL may hold a token.</param>
        /// <param name="exception">What was thrown.</param>
        /// <param name="status">The HTTP status that the server answered instead of an upgrade, 0 if none.</param>
        public static string OfConnecting(Uri server, Exception exception, int status)
        {
            string where = server.Authority;
            for (Exception? e = exception; e != null; e = e.InnerException)
            {
                if (e is AuthenticationException)
                    return "The secure connection to the lobby server at " + where + " failed (" + InnermostMessage(e) + "): check that it speaks TLS there (else use http://), its certificate, and this machine's clock.";
                if (e is SocketException socket) return OfSocket(server, socket);
            }

            if (status != 0)
                return "The server at " + where + " answered with HTTP status " + status + " " + (HttpStatusCode)status + " instead of opening a WebSocket: check the address of the lobby server.";
            return "The lobby server at " + where + " could not be reached (" + InnermostMessage(exception) + "): check its address and that it runs.";
        }

        /// <summary>Why a connection that stood has ended.</summary>
        public static string OfUse(Uri server, Exception exception) =>
            "The connection to the lobby server at " + server.Authority + " was lost (" + InnermostMessage(exception) + ").";

        /// <summary>What the server said when it closed the connection.</summary>
        public static string OfClose(Uri server, WebSocketCloseStatus? status, string? description)
        {
            string code = status.HasValue ? "code " + (int)status.Value : "no code";
            string words = string.IsNullOrEmpty(description) ? string.Empty : ": " + description;
            return "The lobby server at " + server.Authority + " closed the connection (" + code + ")" + words + (words.EndsWith(".", StringComparison.Ordinal) ? string.Empty : ".");
        }

        private static string OfSocket(Uri server, SocketException exception)
        {
            switch (exception.SocketErrorCode)
            {
                case SocketError.HostNotFound:
                case SocketError.NoData:
                case SocketError.TryAgain:
                case SocketError.NoRecovery:
                    return "The lobby server's name " + server.Host + " could not be found: check the address and the internet connection.";
                case SocketError.ConnectionRefused:
                    return "Nothing answers at " + server.Authority + ": check that the lobby server runs and that the port is right.";
                case SocketError.HostUnreachable:
                case SocketError.NetworkUnreachable:
                case SocketError.NetworkDown:
                case SocketError.HostDown:
                    return "There is no way to the lobby server at " + server.Authority + ": check the internet connection.";
                case SocketError.TimedOut:
                    return "The lobby server at " + server.Authority + " does not answer: check the address and the firewall.";
                default:
                    return "The lobby server at " + server.Authority + " could not be reached (" + exception.Message.TrimEnd('.') + "): check its address and that it runs.";
            }
        }

        private static string InnermostMessage(Exception exception)
        {
            Exception innermost = exception;
            while (innermost.InnerException != null) innermost = innermost.InnerException;
            return innermost.Message.TrimEnd('.');
        }
    }
}
