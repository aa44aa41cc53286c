using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Other people's clients against the server as people start it: coturn's turnutils_uclient and Debian's stun.</summary>
internal sealed class UtilityTests
{
    private const string Secret = "secret of the tests";

    private string _directory = "";
    private ChildProcess? _server;
    private int _stunPort;
    private int _tcpPort;
    private int _httpPort;
    private int _httpsPort;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        ExternalTool.Require("turnutils_uclient", "coturn");
        _directory = Directory.CreateTempSubdirectory("p2pnet-turn-").FullName;
        string pem = Path.Combine(_directory, "server.pem");
        SelfSigned.Write(pem, "127.0.0.1");
        var start = new ProcessStartInfo("dotnet", [Programs.Server, "--urls", "http://127.0.0.1:0;https://127.0.0.1:0", "--tls-certificate", pem, "--stun-port", "0", "--turn-secret", Secret,
            "--turn-realm", "example.org", "--stun-alternate-address", "127.0.0.2", "--stun-alternate-port", "0", "--turn-user-allocations", "200", "--turn-user-kib-per-second", "0"]);
        _server = new ChildProcess(start);
        string ready = await _server.ReadAsync("p2pnet-server ready");
        Match match = Regex.Match(ready, @"http=http://127\.0\.0\.1:(\d+),https://127\.0\.0\.1:(\d+) stun=127\.0\.0\.1:(\d+) turn-tcp=127\.0\.0\.1:(\d+)");
        Assert.That(match.Success, Is.True, ready);
        int[] ports = [.. match.Groups.Values.Skip(1).Select(g => int.Parse(g.Value, System.Globalization.CultureInfo.InvariantCulture))];
        (_httpPort, _httpsPort, _stunPort, _tcpPort) = (ports[0], ports[1], ports[2], ports[3]);
    }

    [OneTimeTearDown]
    public void StopServer()
    {
        _server?.Dispose();
        if (_directory.Length > 0) Directory.Delete(_directory, true);
    }

    [TestCase("-y", TestName = "UclientOverUdpOnChannels")]
    [TestCase("-y -s", TestName = "UclientOverUdpByIndications")]
    [TestCase("-y -g", TestName = "UclientOverUdpUnfragmented")]
    [TestCase("-y -G", TestName = "UclientOverUdpWithMoreRequests")]
    [TestCase("-y -X", TestName = "UclientOverUdpNamingTheFamily")]
    [TestCase("-y -c", TestName = "UclientOverUdpWithoutPairsOfPorts")]
    [TestCase("-y -l 1300", TestName = "UclientOverUdpWithLongMessages")]
    [TestCase("-y -t", TestName = "UclientOverTcpOnChannels")]
    [TestCase("-y -t -s", TestName = "UclientOverTcpByIndications")]
    [TestCase("-y -t -l 1301", TestName = "UclientOverTcpWithLongMessages")]
    public async Task UclientLosesNothing(string options) => await RunUclientAsync(options, options.Contains("-t") ? _tcpPort : _stunPort);

    [Test]
    public async Task UclientReachesTurnOnThePortOfHttp() => await RunUclientAsync("-y -t", _httpPort);

    [TestCase("-y -t -S")]
    [TestCase("-y -t -S -s -l 1301")]
    public async Task UclientReachesTurnInsideTlsOnThePortOfHttps(string options) => await RunUclientAsync(options, _httpsPort);

    [Test]
    public async Task ServesTwentyUclientsAtOnce() => await RunUclientAsync("-y -m 20", _stunPort);

    [Test]
    public async Task RefusesUclientWithAnotherSecret()
    {
        string output = await OutputOfAsync("turnutils_uclient", $"-y -n 5 -p {_stunPort} -u player -W wrong 127.0.0.1");
        Assert.That(output, Does.Contain("401").Or.Contain("Cannot complete Allocation"));
    }

    [Test]
    public async Task DebiansStunTellsTheTypeWithASecondAddress()
    {
        ExternalTool.Require("stun", "stun-client");
        string output = await OutputOfAsync("stun", $"127.0.0.1:{_stunPort} -v");
        Assert.That(output, Does.Contain("Primary: Open"));
    }

    [Test]
    public async Task CoturnsProberTellsTheBehaviourWithASecondAddress()
    {
        ExternalTool.Require("turnutils_natdiscovery", "coturn");
        string output = await OutputOfAsync("turnutils_natdiscovery", $"-m -f -p {_stunPort} 127.0.0.1");
        Assert.That(output, Does.Contain("NAT with Endpoint Independent Filtering").Or.Contain("No NAT detected").Or.Contain("Endpoint Independent"), output);
    }

    private async Task RunUclientAsync(string options, int port)
    {
        string output = await OutputOfAsync("turnutils_uclient", $"{options} -n 20 {(options.Contains("-m") ? "" : "-m 2")} -p {port} -u player -W \"{Secret}\" 127.0.0.1");
        Assert.That(output, Does.Contain("Total lost packets 0 (0.000000%), total send dropped 0 (0.000000%)"), output);
    }

    private static async Task<string> OutputOfAsync(string tool, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(ExternalTool.Require(tool, "coturn"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
            return output + await errors;
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
