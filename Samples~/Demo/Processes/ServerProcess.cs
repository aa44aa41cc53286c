using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Demo;

/// <summary>The lobby server as a process of its own, on free loopback ports.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string ReadyPrefix = "p2pnet-server ready ";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private ServerProcess(ChildProcess process, string url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>Where clients find it.</summary>
    public string Url { get; }

    public static async Task<ServerProcess> StartAsync(CancellationToken cancellationToken)
    {
        ChildProcess process = ChildProcess.StartSelf("guard", "dotnet", FindAssembly(), "--urls", "http://127.0.0.1:0", "--stun-port", "0");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        try
        {
            while (await process.ReadLineAsync(timeout.Token) is string line)
            {
                if (line.StartsWith(ReadyPrefix, StringComparison.Ordinal)) return new ServerProcess(process, ReadUrl(line));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await process.DisposeAsync();
            throw new DemoException($"The lobby server was not ready within {StartTimeout.TotalSeconds} s. {process.Errors}");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        await process.DisposeAsync();
        throw new DemoException("The lobby server did not start. " + process.Errors);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>The server is built along with the demo, into the folder beside the demo's.</summary>
    private static string FindAssembly()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string path = Path.Combine(own.Parent!.Parent!.FullName, "P2PNet.Server", own.Name, "P2PNet.Server.dll");
        return File.Exists(path) ? path : throw new DemoException($"The lobby server is not where it is built to ({path}). Build the demo with dotnet build, or name a server with --server.");
    }

    /// <summary>Of <c>p2pnet-server ready http=URL,… stun=…</c>.</summary>
    private static string ReadUrl(string line)
    {
        foreach (string word in line.Split(' '))
            if (word.StartsWith("http=", StringComparison.Ordinal))
                return word["http=".Length..].Split(',')[0];
        throw new DemoException("The lobby server did not say where it listens: " + line);
    }
}
