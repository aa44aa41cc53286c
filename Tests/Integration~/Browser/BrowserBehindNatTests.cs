using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.NatLab;

namespace P2PNet.IntegrationTests.Browser;

/// <summary>
/// A browser behind a NAT that hides its address (<c>iceTransportPolicy: "relay"</c>) meets a .NET player behind another NAT through our relay, in the
/// laboratory of Tests/NatLab~.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
[NonParallelizable]
public sealed class BrowserBehindNatTests
{
    private static readonly int[] Sizes = [1, 100, 1200, 16384];
    // browser -> relay: ALLOCATE over UDP, TCP or TLS; browser -> .NET: OFFER, a=candidate … typ relay; both ways on channels 0 and 3
    [TestCase("full-cone", "udp")]
    [TestCase("symmetric", "udp")]
    [TestCase("udp-blocked", "tcp")]
    [TestCase("tcp443-only", "tls")]
    public async Task ABrowserThatHidesItsAddressIsReachedThroughOurRelay(string nat, string transport)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Assert.Ignore("The NAT laboratory needs Linux and root.");
        ExternalTool.Require("gcc", "gcc");
        await using Laboratory laboratory = await Laboratory.UpAsync(CancellationToken.None, "--sites", "2");
        await laboratory.DoAsync(CancellationToken.None, "nat", "a", nat);
        // The certificate's authority is the test's own, which a browser can't be told by a variable.
        await using var browser = await ChromiumBrowser.LaunchOrIgnoreAsync(laboratory.Namespace("a1"), "player.html", "--ignore-certificate-errors");
        using var certificate = new LabCertificate();
        using LabServer server = await LabServer.StartAsync(laboratory, certificate, "dotnet", Programs.Server);
        using ChildProcess peer = laboratory.Start("b1", ["dotnet", Programs.TestPeer, "create", LabServer.Url, .. Sizes.Select(s => s.ToString())]);
        string code = await peer.ReadAsync("code");

        string url = (transport == "tls" ? LabServer.SecureUrl : LabServer.Url).Replace("http", "ws", StringComparison.Ordinal) + "/v1";
        JsonElement played = await browser.PlayAsync(new { url, code, sizes = Sizes, iceTransportPolicy = "relay", relayProtocol = transport });

        TestContext.Out.WriteLine(played.GetRawText());
        string back = await peer.ReadAsync("back");
        TestContext.Out.WriteLine(peer.Output);
        Assert.That(played.GetProperty("path").GetString(), Does.StartWith("relay/"));
        Assert.That(played.GetProperty("relayProtocol").GetString(), Is.EqualTo(transport));
        Assert.That(played.GetProperty("reliable").GetArrayLength(), Is.EqualTo(Sizes.Length));
        Assert.That(played.GetProperty("unreliable").GetArrayLength(), Is.EqualTo(Sizes.Length));
        Assert.That(back, Does.StartWith($"reliable={Sizes.Length} "));
        Assert.That(peer.Output, Does.Match("connected .* Relayed").And.Not.Contains("corrupt"));
        Assert.That(await peer.WaitForExitAsync(), Is.Zero);
    }
}
