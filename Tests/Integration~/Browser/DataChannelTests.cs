using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Browser;

/// <summary>Chromium and a link at the seam IPeerConnection: channels announced by DCEP from both sides, text, bytes, empty messages, closing.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DataChannelTests
{
    [TestCase("offer")]
    [TestCase("answer")]
    public async Task ChannelsOfBothSidesCarryTextBytesAndNothing(string role)
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        await using var browser = await ChromiumBrowser.LaunchOrIgnoreAsync(space, "channels.html");
        using var peer = new ChildProcess(space.Command("dotnet", Programs.TestPeer, role));
        await browser.ExposeAsync("send", peer.WriteLine);
        peer.LinePrinted += line =>
        {
            if (line.Split(' ')[0] is "offer" or "answer" or "candidate") _ = browser.RunAsync("line => fromPeer(line)", line);
        };
        if (role == "answer") await browser.RunAsync("() => offer()", null);

        var log = await browser.EvaluateAsync("() => exchange()", null);

        TestContext.Out.WriteLine(log.GetRawText());
        TestContext.Out.WriteLine(peer.Output);
        Assert.That(Texts(log.GetProperty("announced")), Is.EquivalentTo(new[] { "net ordered ✓|game|true||", "net lossy||false|0|" }));
        Assert.That(Texts(log.GetProperty("closed")), Is.EquivalentTo(new[] { "web lossy", "web timed" }));
        Assert.That(Texts(log.GetProperty("echoes").GetProperty("web ordered")).Last(), Is.EqualTo("binary 262144"));
        foreach (string label in new[] { "net ordered ✓", "net lossy" })
            foreach (string message in new[] { "text|text ✓", "text|", "binary|", "binary|bytes" })
                Assert.That(peer.Output, Does.Contain($"back {label}|{message}\n"));
        Assert.That(peer.Output, Does.Contain("announced web ordered||True||\n").And.Contains("announced web lossy||False|0|\n").And.Contains("announced web timed|ü|True||500\n"));
        Assert.That(peer.Output, Does.Contain("channel web lossy Closed\n").And.Contains("channel web timed Closed\n"));
        Assert.That(peer.Output, Does.Not.Contain("refused"));

        peer.WriteLine("close ");
        Assert.That(await peer.WaitForExitAsync(), Is.Zero);
    }

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetString()!)];
}
