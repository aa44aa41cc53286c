using System;
using System.Diagnostics;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Demo;

/// <summary>The demo's chat, as processes with keyboards.</summary>
[Platform("Linux,MacOsX", Reason = "They are interrupted by signals.")]
internal sealed class ChatTests
{
    // server, Ann, Bob; the server is killed; Bob leaves: the end of the link is all that tells it
    [Test]
    public async Task SaysWhoLeftAlsoWithoutTheServerAndCountsCtrlCAsShellsDo()
    {
        using var server = new ChildProcess(Run(Programs.Server, "--urls", "http://127.0.0.1:0", "--stun-port", "0"));
        string url = (await server.ReadAsync("p2pnet-server ready http=")).Split(' ')[0];
        using var ann = new ChildProcess(Run(Programs.Demo, "create", "--name", "Ann", "--server", url));
        string code = (await ann.ReadAsync("Others join with: join ")).Split(' ')[0];
        using var bob = new ChildProcess(Run(Programs.Demo, "join", code, "--name", "Bob", "--server", url));
        await bob.ReadAsync("You are Bob");
        await ann.ReadAsync("* Bob is connected");

        server.Dispose();
        await ann.ReadAsync("* The lobby server is out of reach");
        bob.WriteLine("/quit");
        Assert.That(await bob.WaitForExitAsync(), Is.Zero);
        await ann.ReadAsync("* Bob left");

        Interrupt(ann);
        Assert.That(await ann.WaitForExitAsync(), Is.EqualTo(130), ann.Output);
    }

    private static void Interrupt(ChildProcess process)
    {
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>What a shell starts in the background ignores Ctrl+C, and so do all its children: the tests may be such a child.</summary>
    private static ProcessStartInfo Run(string program, params string[] args) => OperatingSystem.IsLinux()
        ? new("env", ["--default-signal=INT", "dotnet", program, .. args])
        : new("dotnet", [program, .. args]);
}
