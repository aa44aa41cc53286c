using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>
/// The TCP ports: on those of HTTP, TURN is spoken too, plain and, where it is https, inside TLS; on those of STUN, TURN alone.
/// </summary>
internal sealed class KestrelEndpoints(ServerOptions options, TurnService turn, TurnDetector detector, Newcomers newcomers, TimeProvider time, ILogger<TlsCertificate> logger)
{
    private readonly TlsCertificate? _certificate = options.TlsCertificate is string path ? new TlsCertificate(path, options.TlsKey, time, logger) : null;
    private readonly List<(string Url, ListenOptions Listen)> _http = [];
    private readonly List<ListenOptions> _turn = [];

    /// <summary>Where HTTP is served, as URLs with the ports that it got.</summary>
    public IReadOnlyList<string> Urls => [.. _http.Select(e => Render(e.Url, e.Listen.IPEndPoint!))];

    /// <summary>Where TURN alone is served.</summary>
    public IReadOnlyList<IPEndPoint> Turn => [.. _turn.Select(l => l.IPEndPoint!)];

    /// <summary>Adds them, when the UDP ports are known.</summary>
    public void AddTo(KestrelServerOptions kestrel)
    {
        foreach (string url in options.Urls) Listen(kestrel, ListenUrl.Host(url), ListenUrl.Port(url), listen => UseHttp(url, listen));
        foreach (IGrouping<int, IPEndPoint> udp in (turn.IsRelaying ? turn.EndPoints : []).GroupBy(e => e.Port))
        {
            // On a port of HTTP, TURN is spoken already. One that is free for UDP need not be for TCP, where any would do.
            if (options.Urls.Any(url => ListenUrl.Port(url) == udp.Key)) continue;
            int port = udp.Key == options.StunPort || options.MoreStunPorts.Contains(udp.Key) ? udp.Key : 0;
            IPAddress[] addresses = [.. udp.Select(e => e.Address)];
            if (addresses.Contains(IPAddress.Any) && addresses.Contains(IPAddress.IPv6Any)) Listen(kestrel, "*", port, UseTurn);
            else foreach (IPAddress address in addresses) kestrel.Listen(address, port, UseTurn);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, string host, int port, Action<ListenOptions> configure)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) kestrel.Listen(address, port, configure);
        else if (host == "localhost") kestrel.ListenLocalhost(port, configure);
        else kestrel.ListenAnyIP(port, configure);
    }

    private static string Render(string url, IPEndPoint endPoint)
    {
        string host = ListenUrl.Host(url) == "localhost" ? "localhost" : new IPEndPoint(endPoint.Address, 0).ToString()[..^2];
        return FormattableString.Invariant($"{(ListenUrl.IsSecure(url) ? "https" : "http")}://{host}:{endPoint.Port}");
    }

    private void UseHttp(string url, ListenOptions listen)
    {
        _http.Add((url, listen));
        // Browsers open WebSockets over HTTP/1.1; over HTTP/2 they would share a connection, and its loss, with whatever else they do.
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(newcomers.Before);
        listen.Use(next => detector.Before(next, TurnTransport.Tcp));
        if (!ListenUrl.IsSecure(url)) return;
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Handshake()) });
        listen.Use(next => detector.Before(next, TurnTransport.Tls));
    }

    private void UseTurn(ListenOptions listen)
    {
        _turn.Add(listen);
        listen.Use(newcomers.Before);
        listen.Use(_ => detector.Before(null, TurnTransport.Tcp));
    }

    private SslServerAuthenticationOptions Handshake() => new()
    {
        ServerCertificateContext = _certificate!.Current,
        // RFC 7443; a client that names a protocol is turned away where the server names none of them.
        ApplicationProtocols = [SslApplicationProtocol.Http11, new SslApplicationProtocol("stun.turn"), new SslApplicationProtocol("stun.nat-discovery")],
    };
}
