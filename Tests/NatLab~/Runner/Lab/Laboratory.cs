using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.IntegrationTests;

namespace P2PNet.NatLab;

/// <summary>
/// One laboratory: routers, lines and hosts in network namespaces, by the script <c>natlab</c>. Several stand side by side under different
/// names. It is gone, with everything that runs in it, when it is disposed.
/// </summary>
internal sealed class Laboratory : IAsyncDisposable
{
    /// <summary>The server host's two public addresses.</summary>
    public const string Server1 = "203.0.113.2";

    /// <inheritdoc cref="Server1"/>
    public const string Server2 = "203.0.113.3";

    /// <summary>The address of IPv6 that belongs to <see cref="Server1"/>.</summary>
    public const string ServerIpv6 = "2001:db8::2";

    private static readonly string Script = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "natlab"));
    private static int _count;

    private Laboratory(string name) => Name = name;

    /// <summary>Its name, which that of each of its namespaces has, too.</summary>
    public string Name { get; }

    /// <summary>Builds one, with the options of <c>natlab up</c>.</summary>
    public static async Task<Laboratory> UpAsync(CancellationToken cancellationToken, params string[] options)
    {
        // The wrapper script takes down what has its prefix, should this process be killed.
        string prefix = Environment.GetEnvironmentVariable("NATLAB_PREFIX") ?? "run" + Environment.ProcessId;
        var laboratory = new Laboratory($"{prefix}_{Interlocked.Increment(ref _count)}");
        try
        {
            await laboratory.DoAsync(cancellationToken, ["up", .. options]);
            return laboratory;
        }
        catch
        {
            await laboratory.DisposeAsync();
            throw;
        }
    }

    /// <summary>Carries out a command of <c>natlab</c>, and returns what it says.</summary>
    /// <exception cref="LabException">It failed; the message has its words.</exception>
    public async Task<string> DoAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo(Script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NATLAB"] = Name;
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None), errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        // It is not cut off in the middle, which would leave the routers half made.
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) throw new LabException($"natlab {string.Join(' ', arguments)}: {await errors}{await output}".Trim());
        return await output;
    }

    /// <summary>Starts a program at a host; what it inherits from this process it has there, too.</summary>
    public ChildProcess Start(string host, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Straight into the namespace: natlab exec would do the same after a shell has read its script.
        var start = new ProcessStartInfo("ip", ["netns", "exec", Namespace(host), .. command]);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ChildProcess(start);
    }

    /// <summary>The network namespace that a host is.</summary>
    public string Namespace(string host) => $"natlab-{Name}-{host}";

    public async ValueTask DisposeAsync() => await DoAsync(CancellationToken.None, "down");

    private static string Here([CallerFilePath] string path = "") => path;
}
