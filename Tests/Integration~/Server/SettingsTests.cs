using System.Collections;
using System.IO;
using System.Linq;
using System.Net;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

internal sealed class SettingsTests
{
    private string _directory = "";
    private string _file = "";

    [SetUp]
    public void MakeDirectory()
    {
        _directory = Directory.CreateTempSubdirectory("p2pnet-settings-").FullName;
        _file = Path.Combine(_directory, "secret");
        File.WriteAllText(_file, "the secret\n");
    }

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, true);

    [Test]
    public void NeedsNothing()
    {
        SettingsReader reader = Read([]);
        ServerOptions options = reader.Read();

        Assert.That(reader.Errors, Is.Empty);
        Assert.That(options.Urls, Is.EqualTo(new[] { "http://*:7777" }));
        Assert.That(options.StunPort, Is.EqualTo(3478));
    }

    [Test]
    public void TakesEverySettingFromTheCommandLine()
    {
        SettingsReader reader = Read([
            "--urls", "http://127.0.0.1:1;http://[::1]:2", "--stun-port=4;5", "--stun-address", "192.0.2.1;::1", "--public-address", "play.example.com",
            "--heartbeat-seconds", "0.5", "--timeout-seconds=2", "--grace-seconds", "1.5", "--join-grace-seconds", "0.25", "--max-connections", "5", "--max-lobbies", "6", "--max-players", "7",
            "--frames-per-second", "8", "--frame-burst", "9", "--max-queued-frames", "16", "--max-queued-kib", "64", "--log-level", "Debug",
            "--tls-certificate", _file, "--tls-key", _file, "--stun-alternate-address", "192.0.2.2", "--stun-alternate-port", "3", "--turn", "on", "--turn-secret-file", _file,
            "--turn-realm", "r", "--turn-ports", "2000-3000", "--turn-address", "192.0.2.1", "--turn-external-address", "198.51.100.1", "--turn-allow-peer", "10.0.0.0/8;fd00::/8", "--turn-deny-peer", "198.51.100.0/24",
            "--turn-allow-private", "off", "--turn-max-allocations", "10", "--turn-user-allocations", "11", "--turn-network-allocations", "15", "--turn-kib-per-second", "12", "--turn-user-kib-per-second", "13", "--turn-network-kib-per-second", "16",
            "--turn-credential-hours", "14", "--turn-region", "eu", "--turn-external", "turn:a:1,turns:a:2?transport=tcp;region=us;capacity=2.5;secret=x", "--turn-external", "turn:b",
        ]);
        ServerOptions o = reader.Read();

        Assert.That(reader.Errors, Is.Empty);
        Assert.That(o.Urls, Is.EqualTo(new[] { "http://127.0.0.1:1", "http://[::1]:2" }));
        Assert.That((o.StunPort, o.MoreStunPorts.Single()), Is.EqualTo((4, 5)));
        Assert.That(o.StunAddresses, Is.EqualTo(new[] { IPAddress.Parse("192.0.2.1"), IPAddress.IPv6Loopback }));
        Assert.That((o.PublicAddress, o.Heartbeat.TotalSeconds, o.Timeout.TotalSeconds, o.Grace.TotalSeconds, o.JoinGrace.TotalSeconds), Is.EqualTo(("play.example.com", 0.5, 2.0, 1.5, 0.25)));
        Assert.That((o.MaxConnections, o.MaxLobbies, o.MaxPlayers, o.FramesPerSecond, o.FrameBurst), Is.EqualTo((5, 6, 7, 8, 9)));
        Assert.That((o.MaxQueuedFrames, o.MaxQueuedBytes, o.LogLevel), Is.EqualTo((16, 64 * 1024, LogLevel.Debug)));
        Assert.That((o.TlsCertificate, o.TlsKey, o.StunAlternateAddresses[0].ToString(), o.StunAlternatePort), Is.EqualTo((_file, _file, "192.0.2.2", 3)));
        TurnSettings t = o.Turn;
        Assert.That((t.IsOn, t.Secret, t.Realm, t.Ports, t.AllowPrivate, t.Region), Is.EqualTo((true, "the secret", "r", ((ushort)2000, (ushort)3000), false, "eu")));
        Assert.That((t.RelayAddresses[0].ToString(), t.ExternalAddresses[0].ToString(), string.Join(' ', t.AllowedPeers), t.DeniedPeers.Single().ToString()), Is.EqualTo(("192.0.2.1", "198.51.100.1", "10.0.0.0/8 fd00::/8", "198.51.100.0/24")));
        Assert.That((t.MaxAllocations, t.MaxAllocationsOfUser, t.MaxAllocationsOfNetwork, t.BytesPerSecond, t.BytesPerSecondOfUser, t.BytesPerSecondOfNetwork), Is.EqualTo((10, 11, 15, 12 * 1024, 13 * 1024, 16 * 1024)));
        Assert.That(t.CredentialLifetime.TotalHours, Is.EqualTo(14));
        Assert.That(t.Externals.Select(e => (e.ToString(), e.Region, e.Capacity, e.Secret)), Is.EqualTo(new (string, string?, double, string?)[] { ("turn:a:1,turns:a:2?transport=tcp", "us", 2.5, "x"), ("turn:b", null, 1, null) }));
        Assert.That(Setting.All, Has.Count.EqualTo(39), "a new setting belongs into this test");
    }

    [Test]
    public void ShowsNoSecretInWhatIsWrongWithASetting()
    {
        SettingsReader reader = Read(["--turn-external", "turn:x;secret=hidden;capacity=0", "--turn-external", "turn:y;secret=hidden"]);
        reader.Read();
        Assert.That(reader.Errors.Single(), Does.Contain("turn:x;secret=…;capacity=0 turn:y;secret=…\"").And.Not.Contain("hidden"));
    }

    [Test]
    public void PrefersTheCommandLineToVariablesAndVariablesToTheFile()
    {
        WriteFile("""{ "P2PNet": { "StunPort": 1, "MaxLobbies": 1, "MaxPlayers": 1 }, "Other": { "Thing": 1 } }""");
        SettingsReader reader = Read(["--stun-port", "3"], ("P2PNET_STUN_PORT", "2"), ("p2pnet_max_lobbies", "2"), ("PATH", "x"));
        ServerOptions options = reader.Read();

        Assert.That(reader.Errors, Is.Empty);
        Assert.That((options.StunPort, options.MaxLobbies, options.MaxPlayers), Is.EqualTo((3, 2, 1)));
    }

    [TestCase("--urls=", "--urls is \"\": give at least one address, such as http://127.0.0.1:7777.")]
    [TestCase("--urls=127.0.0.1:7777", "http://127.0.0.1:7777")]
    [TestCase("--urls=https://127.0.0.1:7777", "--tls-certificate")]
    [TestCase("--tls-certificate=/nowhere", "a file that is there")]
    [TestCase("--turn=maybe", "on or off")]
    [TestCase("--turn-ports=80-90", "from 1024")]
    [TestCase("--turn-secret-file=/nowhere", "can be read")]
    [TestCase("--turn-secret=", "nobody can guess")]
    [TestCase("--turn-address=192.0.2.1;192.0.2.2", "one address of IPv4")]
    [TestCase("--turn-external-address=0.0.0.0", "numeric")]
    [TestCase("--turn-allow-peer=10.0.0.0/33", "networks")]
    [TestCase("--turn-external=http://x", "turn:relay.example.com:3478")]
    [TestCase("--turn-external=turn:x", "--turn-secret-file")]
    [TestCase("--turn-external=turn:x;weight=1", "capacity=N")]
    [TestCase("--turn-external=turn:x;capacity=0", "capacity=N")]
    [TestCase("--stun-port=1;x", "from 0 to 65535")]
    [TestCase("--stun-alternate-address=192.0.2.1;192.0.2.2", "one numeric address of a family")]
    [TestCase("--urls=http://127.0.0.1:7777/path", "path")]
    [TestCase("--urls=http://localhost:0", "http://127.0.0.1:0")]
    [TestCase("--urls=http://game.example.com:7777", "not looked up")]
    [TestCase("--urls=http://127.0.0.1:99999", "http://127.0.0.1:7777")]
    [TestCase("--stun-port=70000", "--stun-port is \"70000\": give a UDP port from 0 to 65535, where 0 is any free one, or off.")]
    [TestCase("--stun-port=-1", "from 0 to 65535")]
    [TestCase("--stun-address=here", "numeric")]
    [TestCase("--stun-address=1.2.3", "--stun-address is \"1.2.3\": give numeric")]
    [TestCase("--stun-alternate-address=127.1", "numeric")]
    [TestCase("--turn-address=010.0.0.1", "numeric")]
    [TestCase("--turn-external-address=[::1]:80", "numeric")]
    [TestCase("--turn-deny-peer=10.1/16", "networks")]
    [TestCase("--public-address=1.2.3", "host name or an address")]
    [TestCase("--urls=http://1.2.3:7777", "in full")]
    [TestCase("--urls=http://127.0.0.1:7777;http://127.0.0.1:7777", "give http://127.0.0.1:7777 once: it is there twice.")]
    [TestCase("--urls=http://*:7777;http://127.0.0.1:7777", "leave one out")]
    [TestCase("--stun-port=3478;443;3478", "--stun-port is \"3478;443;3478\": give port 3478 once: it is there twice.")]
    [TestCase("--public-address=http://x", "without scheme")]
    [TestCase("--heartbeat-seconds=0", "--heartbeat-seconds is \"0\": give seconds from 0.05 to 3600, such as 2.5.")]
    [TestCase("--heartbeat-seconds=5s", "2.5")]
    [TestCase("--timeout-seconds=4", "above the heartbeat")]
    [TestCase("--frame-burst=10", "one second's frames")]
    [TestCase("--max-players=65", "from 1 to 64")]
    [TestCase("--log-level=3", "trace, debug")]
    [TestCase("--stun-prot=1", "--stun-prot is no option")]
    [TestCase("stun-port", "\"stun-port\" is no option")]
    [TestCase("--stun-port", "--stun-port has no value")]
    public void SaysWhichSettingIsWrongAndWhatToGive(string arg, string expected)
    {
        SettingsReader reader = Read([arg]);
        reader.Read();

        Assert.That(reader.Errors, Has.Count.EqualTo(1));
        Assert.That(reader.Errors[0], Does.Contain(expected).And.EndWith("."));
    }

    [Test]
    public void NamesTheVariableOrTheFileThatIsWrong()
    {
        WriteFile("""{ "P2PNet": { "MaxPlayers": "many", "MaxPlayer": 1, "MaxLobbies": [1, 2], "Urls": { "Http": 1 } } }""");
        SettingsReader reader = Read([], ("P2PNET_STUN_PORT", "x"), ("P2PNET_TYPO", "x"));
        reader.Read();

        Assert.That(reader.Errors, Has.Some.StartsWith("P2PNET_STUN_PORT is \"x\": "));
        Assert.That(reader.Errors, Has.Some.StartsWith("P2PNet:MaxPlayers in " + Path.Combine(_directory, "appsettings.json") + " is \"many\": "));
        Assert.That(reader.Errors, Has.Some.StartsWith("P2PNet:MaxPlayer in ").And.Some.StartsWith("P2PNet:Urls in ").And.Some.StartsWith("P2PNet:MaxLobbies in "));
        Assert.That(reader.Warnings.Single(), Does.Contain("P2PNET_TYPO"));
    }

    [Test]
    public void SaysInWhichLineTheFileIsNotJson()
    {
        WriteFile("{\n  \"P2PNet\": {\n    nonsense\n");
        Assert.That(Read([]).Errors.Single(), Does.Contain("appsettings.json is no JSON in line 3, at its character 5: ").And.EndWith("."));
    }

    [Test]
    public void TakesListsFromTheFileAndFromNumberedVariablesAndFromTheCommandLine()
    {
        WriteFile("""{ "P2PNet": { "TurnExternal": ["turn:a;region=eu", "turn:b"], "TurnSecret": "0123456789abcdef", "StunPort": [1, 2] } }""");
        Assert.That(Options().Turn.Externals.Select(e => (e.ToString(), e.Region)), Is.EqualTo(new[] { ("turn:a", "eu"), ("turn:b", null) }));
        Assert.That(Options().MoreStunPorts, Is.EqualTo(new[] { 2 }));
        Assert.That(Options(("P2PNET_TURN_EXTERNAL__10", "turn:e"), ("P2PNET_TURN_EXTERNAL__9", "turn:d")).Turn.Externals.Select(e => e.ToString()), Is.EqualTo(new[] { "turn:d", "turn:e" }));
        Assert.That(Options(("P2PNET_TURN_EXTERNAL", "turn:f  turn:g\nturn:h")).Turn.Externals, Has.Count.EqualTo(3));
        SettingsReader reader = Read(["--stun-address", "192.0.2.1", "--stun-address", "192.0.2.2"]);
        Assert.That(reader.Read().StunAddresses, Has.Count.EqualTo(2));
        Assert.That(reader.Errors, Is.Empty);

        ServerOptions Options(params (string, string)[] variables)
        {
            SettingsReader reader = Read([], variables);
            ServerOptions options = reader.Read();
            Assert.That(reader.Errors, Is.Empty);
            Assert.That(reader.Warnings, Is.Empty);
            return options;
        }
    }

    [Test]
    public void SaysWhereAVariableIsNumberedThatHasOneValueOrIsThereInBothForms()
    {
        Assert.That(Read([], ("P2PNET_MAX_PLAYERS__0", "1")).Errors.Single(), Does.Contain("P2PNET_MAX_PLAYERS__0").And.EndWith("P2PNET_MAX_PLAYERS."));
        Assert.That(Read([], ("P2PNET_URLS__0", "http://*:1"), ("P2PNET_URLS", "http://*:2")).Errors.Single(), Does.Contain("P2PNET_URLS__…").And.Contain("one of them"));
        Assert.That(Read([], ("P2PNET_TYPO__0", "1")).Warnings.Single(), Does.Contain("P2PNET_TYPO__0"));
    }

    [Test]
    public void RefusesASecondValueWhereThereIsOne()
    {
        Assert.That(Read(["--turn-secret=hidden", "--turn-secret", "hidden too"]).Errors.Single(), Is.EqualTo("--turn-secret is given twice: give it once."));
        Assert.That(Read(["--max-players", "3"], ("P2PNET_MAX_PLAYERS", "4")).Errors, Is.Empty, "the command line has the last word");
    }

    [Test]
    public void WarnsOfSecretsThatCanBeGuessed()
    {
        foreach (string[] args in new string[][] { ["--turn-secret", "hidden"], ["--turn-secret-file", _file], ["--turn-external", "turn:x;secret=hidden"] })
        {
            SettingsReader reader = Read(args);
            reader.Read();
            Assert.That(reader.Errors, Is.Empty);
            Assert.That(reader.Warnings.Single(), Does.StartWith(args[0] + " gives").And.Not.Contain("hidden").And.Contain("16 characters"));
        }
    }

    [Test]
    public void SaysThatARelayNeedsAPort()
    {
        SettingsReader reader = Read(["--stun-port=off", "--turn=on"]);
        Assert.That(reader.Read().StunPort, Is.Null);
        Assert.That(reader.Errors.Single(), Does.Contain("--turn is on").And.Contain("--stun-port is off"));
    }

    [Test]
    public void HelpNamesEverySetting()
    {
        foreach (Setting setting in Setting.All) Assert.That(SettingsReader.Help(), Does.Contain("--" + setting.Name + " "));
        Assert.That(Read(["--help"]).HelpIsWanted, Is.True);
    }

    private SettingsReader Read(string[] args, params (string Name, string Value)[] variables)
    {
        IDictionary environment = new Hashtable(variables.ToDictionary(v => v.Name, v => v.Value));
        return new SettingsReader(args, environment, [_directory]);
    }

    private void WriteFile(string json) => File.WriteAllText(Path.Combine(_directory, "appsettings.json"), json);
}
