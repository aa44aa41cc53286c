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
    [TestCase("--json", "--json is for doctor, and nothing to a run.")]
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
