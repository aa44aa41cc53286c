using System;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using P2PNet.Server;

namespace P2PNet.IntegrationTests.Server;

/// <summary>https addresses and their certificate.</summary>
internal sealed class TlsTests
{
    private string _directory = "";

    private string Pem => Path.Combine(_directory, "server.pem");

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("p2pnet-tls-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, true);

    [Test]
    public async Task ServesHttpsAndShowsARenewedCertificateToNewConnections()
    {
        string first = WriteCertificate("first");
        await using LobbyServer server = await LobbyServer.StartAsync(o =>
        {
            o.Urls = ["https://127.0.0.1:0", "http://127.0.0.1:0"];
            o.TlsCertificate = Pem;
        });
        string shown = "";
        using var http = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                shown = certificate!.Subject;
                return true;
            },
        });

        Assert.That(await http.GetStringAsync(server.Addresses.Http[0] + "/healthz"), Does.StartWith("ok\n"));
        Assert.That(shown, Is.EqualTo(first));
        Assert.That(server.Addresses.Http[0], Does.StartWith("https://127.0.0.1:"));
        Assert.That(server.Addresses.Http[1], Does.StartWith("http://127.0.0.1:"));
    }

    [Test]
    public void ReadsTheFilesAgainWhenTheyChange()
    {
        WriteCertificate("first");
        var time = new ManualTime();
        var certificate = new TlsCertificate(Pem, null, time, NullLogger.Instance);
        string second = WriteCertificate("second");
        File.SetLastWriteTimeUtc(Pem, DateTime.UtcNow.AddMinutes(1));

        Assert.That(certificate.Current.TargetCertificate.Subject, Is.EqualTo("CN=first"), "not at each handshake");
        time.Ticks += TimeSpan.FromSeconds(11).Ticks;
        Assert.That(certificate.Current.TargetCertificate.Subject, Is.EqualTo(second));

        File.WriteAllText(Pem, "half");
        File.SetLastWriteTimeUtc(Pem, DateTime.UtcNow.AddMinutes(2));
        time.Ticks += TimeSpan.FromSeconds(11).Ticks;
        Assert.That(certificate.Current.TargetCertificate.Subject, Is.EqualTo(second), "what can't be read changes nothing");
    }

    [Test]
    public void SaysWhyACertificateCanNotBeUsed()
    {
        File.WriteAllText(Pem, "nonsense");
        Assert.That(
            async () => await LobbyServer.StartAsync(o =>
            {
                o.Urls = ["https://127.0.0.1:0"];
                o.TlsCertificate = Pem;
            }),
            Throws.InstanceOf<StartException>().With.Message.Contains(Pem).And.Message.Contains("PEM"));
    }

    private string WriteCertificate(string name)
    {
        SelfSigned.Write(Pem, name);
        return "CN=" + name;
    }

    private sealed class ManualTime : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
