using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NUnit.Framework;
using P2PNet.Protocol;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

/// <summary>Documentation~/protocol.md says what the code does.</summary>
internal sealed class ProtocolDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "Documentation~", "protocol.md"));

    private static IEnumerable<TestCaseData> Examples() => Regex.Matches(Document, "```json\n(.*?)```", RegexOptions.Singleline)
        .Select((match, index) => new TestCaseData(match.Groups[1].Value).SetArgDisplayNames(index + " " + JsonNode.Parse(match.Groups[1].Value)!["type"]));

    [TestCaseSource(nameof(Examples))]
    public void ExampleIsReadAndWrittenAgainWithTheSameMembers(string example)
    {
        Assert.That(FrameReader.TryRead(Encoding.UTF8.GetBytes(example), out Frame? frame, out ProtocolError? error), Is.True, error?.ToString());

        JsonNode written = JsonNode.Parse(FrameEncoder.Encode(frame!))!;
        Assert.That(JsonNode.DeepEquals(written, JsonNode.Parse(example)), Is.True, written.ToJsonString());
    }

    [Test]
    public void EveryFrameHasASectionWithAnExample()
    {
        string[] examples = Examples().Select(e => (string)JsonNode.Parse((string)e.Arguments[0]!)!["type"]!).ToArray();
        foreach (string type in Constants(typeof(FrameType)))
        {
            Assert.That(Document, Does.Contain("\n### " + type + "\n"));
            Assert.That(examples, Does.Contain(type));
        }
    }

    [Test]
    public void EveryErrorIsListed()
    {
        string[] listed = Regex.Matches(Document, @"^\| `(\w+)` \| .* \| (?:no|no; .*|\d{4}) \|$", RegexOptions.Multiline).Select(m => m.Groups[1].Value).ToArray();
        Assert.That(listed, Is.EquivalentTo(Constants(typeof(ErrorCode))));
    }

    [TestCase("frame from a client", ProtocolLimits.MaxFrameBytes)]
    [TestCase("frame from the server", ProtocolLimits.MaxServerFrameBytes)]
    [TestCase("nesting of JSON", ProtocolLimits.MaxDepth)]
    [TestCase("`sdp`", ProtocolLimits.MaxSdpLength)]
    [TestCase("`candidate`", ProtocolLimits.MaxCandidateLength)]
    [TestCase("names", ProtocolLimits.MaxNameLength)]
    [TestCase("ids, `link`", ProtocolLimits.MaxIdLength)]
    [TestCase("`code` as typed", ProtocolLimits.MaxCodeLength)]
    [TestCase("properties of a lobby or player", ProtocolLimits.MaxProperties)]
    [TestCase("players of a lobby", ProtocolLimits.MaxPlayers)]
    public void LimitIsTheCodes(string what, int limit) =>
        Assert.That(Document, Does.Match(@"\| " + Regex.Escape(what) + @" \| " + limit.ToString(CultureInfo.InvariantCulture) + @"\b"));

    [Test]
    public void DefaultsAreTheServers()
    {
        var options = new ServerOptions();
        ConnectionRules rules = options.ConnectionRules();
        JsonNode welcome = JsonNode.Parse((string)Examples().Single(e => ((string)e.Arguments[0]!).Contains("\"welcome\"", StringComparison.Ordinal)).Arguments[0]!)!;

        Assert.That((int)welcome["heartbeatMs"]!, Is.EqualTo(rules.HeartbeatMilliseconds));
        Assert.That((int)welcome["timeoutMs"]!, Is.EqualTo(rules.TimeoutMilliseconds));
        Assert.That((int)welcome["graceMs"]!, Is.EqualTo(rules.GraceMilliseconds));
        Assert.That((int)welcome["joinGraceMs"]!, Is.EqualTo(rules.JoinGraceMilliseconds));
        Assert.That(Document, Does.Contain($"| {options.FramesPerSecond} a second").And.Contain($"| {options.FrameBurst} (").And.Contain($"| {options.MaxQueuedFrames}, or {options.MaxQueuedBytes >> 20} MiB"));
        Assert.That(Document, Does.Contain($"takes {FrameRate.MistakeCost} more"));
        Assert.That(new ConnectionRules().FrameBurst, Is.EqualTo(rules.FrameBurst));
    }

    private static string[] Constants(Type type) => [.. type.GetFields(BindingFlags.Static | BindingFlags.Public).Select(f => (string)f.GetRawConstantValue()!)];
}
