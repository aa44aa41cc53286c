using System;
using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;
using P2PNet.Rtc.Link;

namespace P2PNet.Native
{
    /// <summary>Why a connection to a TURN server could not be opened or has ended, as the end of a sentence that a player may read.</summary>
    internal static class StreamFailure
    {
        public const string ClosedByServer = "the server closed the connection";
        public const string NotTurn = "what answers there does not speak TURN";

        public static string OfTimeout(TimeSpan limit) => "nothing answered within " + limit.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + " s";

        public static string OfConnecting(in StreamRequest request, Exception exception)
        {
            for (Exception? e = exception; e != null; e = e.InnerException)
            {
                if (e is AuthenticationException) return "the server's certificate is not accepted for " + request.HostName + " (" + Innermost(exception) + ")";
                if (e is SocketException socket) return OfSocket(socket);
            }

            return request.IsSecure && exception is IOException ? "the server ended the TLS handshake" : "it failed (" + Innermost(exception) + ")";
        }

        public static string OfUse(Exception exception) => "the connection was lost (" + Innermost(exception) + ")";

        private static string OfSocket(SocketException exception)
        {
            switch (exception.SocketErrorCode)
            {
                case SocketError.ConnectionRefused: return "the connection was refused";
                case SocketError.HostUnreachable:
                case SocketError.NetworkUnreachable:
                case SocketError.NetworkDown:
                case SocketError.HostDown:
                case SocketError.AddressNotAvailable:
                case SocketError.AddressFamilyNotSupported: return "there is no way to it from this network";
                case SocketError.TimedOut: return "nothing answered";
                case SocketError.ConnectionReset: return "the connection was reset";
                default: return "it failed (" + exception.Message.TrimEnd('.') + ")";
            }
        }

        private static string Innermost(Exception exception)
        {
            while (exception.InnerException != null) exception = exception.InnerException;
            return exception.Message.TrimEnd('.');
        }
    }
}
