using System.Diagnostics;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Demo;

/// <summary>What the demo says to command lines that make no sense, before it does anything.</summary>
internal sealed class CommandLineTests
{
    [TestCase("--nosuch", "--nosuch is not an option of the demo.")]
    [TestCase("--nosuch=1", "--nosuch is not an option of the demo.")]
    [TestCase("--players", "--players needs a value.")]
    [TestCase("--json=yes doctor", "--json takes no value.")]
    [TestCase("doctor --players 3", "--players is for a run, and nothing to doctor.")]
    [TestCase("--json", "--json is for doctor and replay, and nothing to a run.")]
    [TestCase("--latency 20000", "--latency is a number of milliseconds from 0 to 10000, not \"20000\".")]
    [TestCase("--latency 10 --jitter 11", "--jitter is from 0 to --latency, which is 10 ms, not 11 ms.")]
    [TestCase("--loss 5", "--loss is a part of all datagrams, a number from 0 to 1, not \"5\".")]
    [TestCase("--bandwidth 1", "--bandwidth is a whole number of bits a second from 8000 to 1000000000, or 0 for no limit, not \"1\".")]
    [TestCase("--network 5g", "--network is cable, wifi, 4g, 3g or poor, not \"5g\".")]
    [TestCase("doctor --loss 0.1", "--loss is for a run, create and join, and nothing to doctor.")]
    [TestCase("replay", "replay needs the recording's file: replay FILE.")]
    [TestCase("doctor --name x", "--name is for create and join, and nothing to doctor.")]
    public async Task SaysWhatToChange(string args, string expected)
    {
        var start = new ProcessStartInfo("dotnet", [Programs.Demo, .. args.Split(' ')]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process demo = Process.Start(start)!;
        Task<string> output = demo.StandardOutput.ReadToEndAsync();
        string errors = await demo.StandardError.ReadToEndAsync();
        await demo.WaitForExitAsync();

        Assert.That(demo.ExitCode, Is.EqualTo(2));
        Assert.That(errors, Does.StartWith(expected));
        Assert.That(await output, Is.Empty);
    }
}
