using System.Collections.Generic;
using System.Net;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>Where clients come in.</summary>
internal sealed class WebSocketEndpoint(ConnectionDirectory connections)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "This is the WebSocket endpoint of a P2PNet lobby server: connect with ws:// or wss:// and the subprotocol " + ProtocolLimits.Subprotocol + ".");
            return;
        }

        IList<string> named = context.WebSockets.WebSocketRequestedProtocols;
        string? subprotocol = Choose(named);
        if (subprotocol is null && named.Count > 0)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The server speaks the subprotocol " + ProtocolLimits.Subprotocol + ": name it, or none.");
            return;
        }

        List<byte[]> opening = [];
        if (subprotocol == OpeningFrames.Subprotocol && !OpeningFrames.TryDecode(named, out opening))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"A subprotocol {OpeningFrames.Prefix}… is no frame in base64url, or there are more than {OpeningFrames.MaxFrames} or {OpeningFrames.MaxLength} characters of them: send frames when the connection is open.");
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = subprotocol,
            // The protocol has a heartbeat of its own, which browsers can send too; compression costs memory and mixes secrets with what others chose.
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
        });
        context.Features.Get<Newcomer>()?.Prove();
        await connections.ServeAsync(socket, HostOf(context), opening);
    }

    private static string? Choose(IList<string> named)
    {
        if (named.Contains(OpeningFrames.Subprotocol)) return OpeningFrames.Subprotocol;
        return named.Contains(ProtocolLimits.Subprotocol) ? ProtocolLimits.Subprotocol : null;
    }

    /// <summary>The server as the client sees it, which no setting needs to say: the host in the address that it connected to.</summary>
    private static string HostOf(HttpContext context)
    {
        string host = context.Request.Host.Host;
        // "localhost" may mean another address to STUN than the one that HTTP answered on.
        if (host.Length > 0 && host != "localhost") return host;
        IPAddress local = context.Connection.LocalIpAddress ?? IPAddress.Loopback;
        return (local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local).ToString();
    }

    private static async Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(sentence + "\n", context.RequestAborted);
    }
}
