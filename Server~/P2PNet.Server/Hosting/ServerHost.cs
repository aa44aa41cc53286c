using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>A running server: Kestrel with the WebSocket endpoint, the sweeper, STUN and TURN, in this process.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServerHost(WebApplication app, ServerAddresses addresses)
    {
        _app = app;
        Addresses = addresses;
    }

    /// <summary>Where it listens.</summary>
    public ServerAddresses Addresses { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server; when the task ends, it listens.</summary>
    /// <param name="options">Checked ones: what <see cref="SettingsReader"/> reads, or the defaults.</param>
    /// <param name="logging">Where logs go instead of standard error.</param>
    /// <exception cref="StartException">An address can't be listened on.</exception>
    public static async Task<ServerHost> StartAsync(ServerOptions options, Action<ILoggingBuilder>? logging = null)
    {
        WebApplication app = Build(options, logging ?? LogToStandardError);
        try
        {
            await app.StartAsync();
            var endpoints = app.Services.GetRequiredService<KestrelEndpoints>();
            var turn = app.Services.GetRequiredService<TurnService>();
            var addresses = new ServerAddresses(endpoints.Urls, turn.EndPoints, turn.IsRelaying ? endpoints.Turn : []);
            app.Services.GetRequiredService<IceServerList>().Addresses = addresses;
            return new ServerHost(app, addresses);
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            if (e is not IOException) throw;
            throw new StartException($"HTTP can't listen on {string.Join(";", options.Urls)}, or TURN over TCP beside it ({e.Message.TrimEnd('.')}): stop the other program, or give other addresses by --urls or another port by --stun-port.", e);
        }
    }

    /// <summary>Waits until the process is asked to stop, and stops.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(ServerOptions options, Action<ILoggingBuilder> logging)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        LogLevel ofFramework = options.LogLevel <= LogLevel.Debug ? options.LogLevel : LogLevel.Warning;
        IHostApplicationLifetime? lifetime = null;
        builder.Logging.SetMinimumLevel(options.LogLevel).AddFilter("Microsoft", ofFramework)
            // What keeps the server from starting is said in a sentence, by whoever started it, and not with a stack trace first.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= ofFramework && (level < LogLevel.Error || lifetime?.ApplicationStarted.IsCancellationRequested == true));
        logging(builder.Logging);
        // What a connection may have unread: TURN's longest message, and not the megabyte that Kestrel gives.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.MaxReadBufferSize = 96 * 1024).UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // A few more than are served: those beyond are told so.
            kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections + 100;
            // TURN over TCP goes where its UDP ports are, which are taken here: it is what most likely fails, because another program has them.
            var endpoints = kestrel.ApplicationServices.GetRequiredService<KestrelEndpoints>();
            kestrel.ApplicationServices.GetRequiredService<TurnService>().Bind();
            endpoints.AddTo(kestrel);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        AddServices(builder.Services, options);

        WebApplication app = builder.Build();
        lifetime = app.Lifetime;
        app.UseWebSockets();
        WebSocketEndpoint endpoint = app.Services.GetRequiredService<WebSocketEndpoint>();
        StatusPage status = app.Services.GetRequiredService<StatusPage>();
        app.Map(Protocol.ProtocolLimits.Path, (RequestDelegate)endpoint.HandleAsync);
        app.MapGet("/", (RequestDelegate)(context => WriteAsync(context, "text/html; charset=utf-8", status.Html())));
        app.MapGet("/healthz", (RequestDelegate)(context => WriteAsync(context, "text/plain; charset=utf-8", status.Health())));
        return app;
    }

    private static void AddServices(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<TurnService>();
        services.AddSingleton<TurnStreams>();
        services.AddSingleton<TurnDetector>();
        services.AddSingleton(_ => new Newcomers());
        services.AddSingleton<KestrelEndpoints>();
        services.AddSingleton<IceServerList>();
        services.AddSingleton<RelayDirectory>();
        services.AddSingleton<RelayMonitor>();
        services.AddSingleton<LobbyDirectory>();
        services.AddSingleton<GraceList>();
        services.AddSingleton<LobbyRequests>();
        services.AddSingleton<FrameDispatcher>();
        services.AddSingleton<ConnectionDirectory>();
        services.AddSingleton<WebSocketEndpoint>();
        services.AddSingleton<StatusPage>();
        services.AddHostedService(provider => provider.GetRequiredService<TurnService>());
        services.AddHostedService(provider => provider.GetRequiredService<RelayMonitor>());
        services.AddHostedService<Sweeper>();
        services.AddHostedService<Farewell>();
    }

    private static void LogToStandardError(ILoggingBuilder logging)
    {
        // Standard output is for the lines that say where the server listens.
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static Task WriteAsync(HttpContext context, string contentType, string text)
    {
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
