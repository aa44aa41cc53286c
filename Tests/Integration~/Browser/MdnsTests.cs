using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Browser;

/// <summary>A browser that hides its addresses behind <c>.local</c> names, as every browser does by default.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class MdnsTests
{
    private const string GatherScript =
        """
        async () => {
          const pc = new RTCPeerConnection();
          pc.createDataChannel("x");
          const names = [];
          const done = new Promise(resolve => pc.onicecandidate = e => e.candidate && e.candidate.candidate ? names.push(e.candidate.address) : resolve());
          await pc.setLocalDescription();
          await done;
          window.kept = pc;
          return names;
        }
        """;

    [Test]
    public async Task ANameOfABrowserIsFoundInTheLocalNetwork()
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        await using var browser = await ChromiumBrowser.LaunchOrIgnoreAsync(space, "player.html", hidesAddresses: true);
        JsonElement gathered = await browser.EvaluateAsync(GatherScript, null);
        string[] names = [.. gathered.EnumerateArray().Select(n => n.GetString()!).Distinct()];
        TestContext.Out.WriteLine(string.Join(" ", names));
        Assert.That(names, Is.Not.Empty);
        Assert.That(names, Has.All.EndsWith(".local"));

        foreach (string name in names)
        {
            using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "resolve", name]));
            string found = await peer.ReadAsync("found");
            TestContext.Out.WriteLine(name + " " + found);
            Assert.That(found.Split(' ')[0], Is.EqualTo(space.Address).Or.StartsWith("fd").Or.StartsWith("fe80"), peer.Output);
        }

        using var nobody = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "resolve", "1b0e7a4e-1111-4222-8333-444455556666.local"]));
        Assert.That(await nobody.ReadAsync("found"), Does.StartWith("nothing"));
    }

    // browser -> server: join; browser -> .NET: OFFER with .local candidates
    [Test]
    public async Task ABrowserThatHidesItsAddressesPlays()
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        await using var browser = await ChromiumBrowser.LaunchOrIgnoreAsync(space, "player.html", hidesAddresses: true);
        using var server = Programs.StartServer(space, out string url);
        using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "create", url, "100"]));
        string code = await peer.ReadAsync("code");

        var played = await browser.PlayAsync(new { url = url.Replace("http://", "ws://", StringComparison.Ordinal) + "/v1", code, sizes = new[] { 100 } });

        TestContext.Out.WriteLine(played.GetRawText());
        Assert.That(await peer.ReadAsync("connected"), Does.Match("^Host (Host|PeerReflexive|ServerReflexive)$"));
        Assert.That(await peer.ReadAsync("ended"), Is.EqualTo("in order"));
    }
}
