using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Browser;

/// <summary>
/// A real browser as a player: plain RTCPeerConnection JavaScript (player.html), written from protocol.md, meets a .NET player in
/// a lobby. Everything runs in one network namespace, because a browser gathers no loopback candidates.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class BrowserTests
{
    /// <summary>Content of the messages in bytes; with the 7 bytes before it, the largest makes a message of exactly 256 KiB.</summary>
    private static readonly int[] Sizes = [1, 2, 100, 1150, 1200, 4096, 16384, 65536, (256 * 1024) - 7];

    // browser -> server: join; browser -> .NET: OFFER; .NET: ANSWER; both ways on channels 0 and 3
    [Test]
    public async Task ABrowserJoinsAndOffers()
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        await using var browser = await ChromiumBrowser.LaunchOrIgnoreAsync(space, "player.html");
        using var server = Programs.StartServer(space, out string url);
        using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "create", url, .. Sizes.Select(s => s.ToString())]));
        string code = await peer.ReadAsync("code");

        var played = await browser.PlayAsync(new { url = WebSocketUrl(url), code, sizes = Sizes });

        await CheckAsync(played, peer);
        Assert.That(played.GetProperty("dtlsRole").GetString(), Is.EqualTo("client"), "We answer as the DTLS server.");
    }

    // browser -> server: create; .NET -> browser: OFFER; browser: ANSWER; both ways on channels 0 and 3
    [Test]
    public async Task ABrowserCreatesAndAnswers()
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        await using var browser = await ChromiumBrowser.LaunchOrIgnoreAsync(space, "player.html");
        using var server = Programs.StartServer(space, out string url);
        var code = await browser.OnceAsync("onCode");

        var playing = browser.PlayAsync(new { url = WebSocketUrl(url), sizes = Sizes });
        await Task.WhenAny(playing, code);
        if (playing.IsFaulted) await playing;
        using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "join", url, await code, .. Sizes.Select(s => s.ToString())]));
        await peer.ReadAsync("code");
        var played = await playing;

        await CheckAsync(played, peer);
        Assert.That(played.GetProperty("dtlsRole").GetString(), Is.EqualTo("client"), "A browser answers as the DTLS client.");
    }

    // As the first, with SCTP's INIT in both descriptions (draft-hancke-tsvwg-snap-01), which this browser has behind a switch.
    [Test]
    public async Task ABrowserThatKnowsSnapNeedsNoHandshakeOfSctp()
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        await using var browser = await ChromiumBrowser.LaunchOrIgnoreAsync(space.Name, "player.html", "--force-fieldtrials=WebRTC-Sctp-Snap/Enabled/");
        using var server = Programs.StartServer(space, out string url);
        using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "create", url, .. Sizes.Select(s => s.ToString())]));
        string code = await peer.ReadAsync("code");

        var played = await browser.PlayAsync(new { url = WebSocketUrl(url), code, sizes = Sizes });

        if (!played.GetProperty("sctpInit").GetBoolean()) Assert.Ignore("This Chromium has no a=sctp-init.");
        await CheckAsync(played, peer);
    }

    private static async Task CheckAsync(JsonElement played, ChildProcess peer)
    {
        TestContext.Out.WriteLine(played.GetRawText());
        string back = await peer.ReadAsync("back");
        string ended = await peer.ReadAsync("ended");
        TestContext.Out.WriteLine(peer.Output);
        Assert.That(Echoed(played, "reliable"), Is.EqualTo(Sizes), "Each size came back on the reliable channel, in order.");
        Assert.That(Echoed(played, "unreliable"), Is.EqualTo(Sizes), "Each size came back on the channel with maxRetransmits 0.");
        Assert.That(played.GetProperty("path").GetString(), Does.Match("^(host|prflx)/(host|prflx)$"));
        // The peer's probes leave in one burst: an unreliable one may stay lost, but not most of them.
        Assert.That(back, Does.Match($"^reliable={Sizes.Length} unreliable=[5-9]$"), peer.Output);
        Assert.That(peer.Output, Does.Not.Contain("corrupt").And.Not.Contains("rejected").And.Not.Contains("failed"));
        Assert.That(ended, Is.EqualTo("in order"));
        Assert.That(await peer.WaitForExitAsync(), Is.Zero);
    }

    private static IEnumerable<int> Echoed(JsonElement played, string channel) =>
        played.GetProperty(channel).EnumerateArray().Select(e => e.GetProperty("size").GetInt32());

    private static string WebSocketUrl(string http) => http.Replace("http://", "ws://", StringComparison.Ordinal) + "/v1";
}
