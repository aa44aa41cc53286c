using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

/// <summary>The server as people start it: a process with arguments, lines on standard output and an exit code.</summary>
internal sealed class ProcessTests
{
    [Test]
    public async Task SaysOnOneStableLineWhereItListensAndServesThere()
    {
        using Process process = Start("--urls", "http://127.0.0.1:0", "--stun-port", "0");
        try
        {
            string? ready;
            do ready = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
            while (ready != null && !ready.StartsWith("p2pnet-server ", StringComparison.Ordinal));

            Match match = Regex.Match(ready ?? "", @"^p2pnet-server ready http=http://127\.0\.0\.1:(\d+) stun=127\.0\.0\.1:(\d+) turn-tcp=127\.0\.0\.1:(\d+)$");
            Assert.That(match.Success, Is.True, ready);
            await using RawClient client = await RawClient.ConnectAsync(new Uri($"ws://127.0.0.1:{match.Groups[1].Value}{ProtocolLimits.Path}"));
            Assert.That(client.Welcome!.IceServers[0].Urls[0], Is.EqualTo("stun:127.0.0.1:" + match.Groups[2].Value));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    [Test]
    public async Task EndsWithSentencesWhereSettingsAreWrong()
    {
        using Process process = Start("--stun-port", "x", "--nonsense=1");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.EqualTo(2));
        Assert.That(await output, Is.Empty);
        Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(2).And.All.Matches<string>(line => line.TrimEnd().EndsWith('.')));
    }

    [Test]
    public async Task SaysInOneSentenceThatAPortIsTaken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using Process process = Start("--urls", $"http://{other.LocalEndpoint}", "--stun-port", "0");
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.EqualTo(1));
        Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1), errors);
        Assert.That(errors, Does.StartWith("HTTP can't listen on ").And.Contain("--urls"));
    }

    [Test]
    [Platform("Linux,MacOsX", Reason = "It is asked by a signal.")]
    public async Task SaysOnceThatItWasAskedToStop()
    {
        using Process process = Start("--urls", "http://127.0.0.1:0", "--stun-port", "0");
        while (await process.StandardOutput.ReadLineAsync() is string line && !line.StartsWith("p2pnet-server ready", StringComparison.Ordinal))
        {
            // Not there yet.
        }

        using Process kill = Process.Start("kill", ["-TERM", FormattableString.Invariant($"{process.Id}")]);
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1), errors);
        Assert.That(errors, Does.Contain("asked to stop"));
    }

    [Test]
    public async Task SaysWhichAddressCannotHaveRelays()
    {
        using Process process = Start("--urls", "http://127.0.0.1:0", "--stun-port", "0", "--turn-address", "203.0.113.9");
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.EqualTo(1));
        Assert.That(errors, Does.StartWith("--turn-address has 203.0.113.9").And.Contain("--turn-external-address"));
        Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1), errors);
    }

    private static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.ChangeExtension(typeof(ServerHost).Assembly.Location, ".dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        Process process = Process.Start(start)!;
        return process;
    }
}
