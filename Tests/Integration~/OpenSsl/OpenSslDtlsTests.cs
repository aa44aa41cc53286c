using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;

namespace P2PNet.IntegrationTests.OpenSsl;

/// <summary>OpenSSL's DTLS 1.2 at the other end, as client and as server, with ordinary and with small datagrams.</summary>
public sealed class OpenSslDtlsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private string _openssl = string.Empty;
    private string _folder = string.Empty;
    private CertificateFingerprint _fingerprint = null!;

    [OneTimeSetUp]
    public void MakeCertificate()
    {
        _openssl = ExternalTool.Require("openssl", "openssl");
        _folder = Directory.CreateTempSubdirectory("p2pnet-openssl-").FullName;
        Assert.That(OpenSslProcess.Run(_openssl, _folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=interop", "-keyout", "key.pem", "-out", "cert.pem"), Is.Zero);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "cert.pem"));
        _fingerprint = new CertificateFingerprint(SHA256.HashData(certificate.RawData));
    }

    [OneTimeTearDown]
    public void RemoveFolder()
    {
        if (_folder.Length > 0) Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void TheirClientConnectsToOurServer([Values(1200, 300)] int mtu)
    {
        using var ours = new DtlsSocket(DtlsRole.Server, _fingerprint, maxDatagramSize: mtu);
        ours.Start();
        using var theirs = new OpenSslProcess(_openssl, _folder, ["s_client", "-dtls1_2", "-connect", $"127.0.0.1:{ours.Port}", "-cert", "cert.pem", "-key", "key.pem", .. Mtu(mtu)]);

        AssertConnectedAndTalking(ours, theirs);
        if (mtu == 300) Assert.That(ours.LargestDatagramReceived, Is.LessThanOrEqualTo(300));
        ours.Close();
        Assert.That(ours.RunUntil(() => theirs.HasExited, Limit), Is.True, "close_notify ends s_client:\n" + theirs.Output);
    }

    [Test]
    public void OurClientConnectsToTheirServer([Values(1200, 300)] int mtu)
    {
        int port = FreePort();
        using var theirs = new OpenSslProcess(_openssl, _folder,
            ["s_server", "-dtls1_2", "-accept", $"127.0.0.1:{port}", "-cert", "cert.pem", "-key", "key.pem", "-Verify", "1", .. Mtu(mtu)]);
        using var ours = new DtlsSocket(DtlsRole.Client, _fingerprint, new IPEndPoint(IPAddress.Loopback, port), mtu);
        ours.Start();

        AssertConnectedAndTalking(ours, theirs);
        if (mtu == 300) Assert.That(ours.LargestDatagramReceived, Is.LessThanOrEqualTo(300));
    }

    // ClientHello -> / <- HelloVerifyRequest / ClientHello with cookie -> …
    [Test]
    public void OurClientAnswersTheirHelloVerifyRequest()
    {
        int port = FreePort();
        using var theirs = new OpenSslProcess(_openssl, _folder,
            "s_server", "-dtls1_2", "-listen", "-accept", $"127.0.0.1:{port}", "-cert", "cert.pem", "-key", "key.pem", "-Verify", "1");
        using var ours = new DtlsSocket(DtlsRole.Client, _fingerprint, new IPEndPoint(IPAddress.Loopback, port));
        ours.Start();

        AssertConnectedAndTalking(ours, theirs);
        Assert.That(ours.Counters.HelloVerifyRequestsAnswered, Is.EqualTo(1));
    }

    [Test]
    public void TheirServerWithAnotherCertificateIsRefused()
    {
        int port = FreePort();
        using var theirs = new OpenSslProcess(_openssl, _folder,
            "s_server", "-dtls1_2", "-accept", $"127.0.0.1:{port}", "-cert", "cert.pem", "-key", "key.pem", "-Verify", "1");
        using var ours = new DtlsSocket(DtlsRole.Client, new CertificateFingerprint(new byte[32]), new IPEndPoint(IPAddress.Loopback, port));
        ours.Start();
        Assert.That(ours.RunUntil(() => ours.State == DtlsState.Failed, Limit), Is.True, theirs.Output);
        Assert.That(ours.Failures, Has.Exactly(1).Contains("another fingerprint"));
    }

    private static void AssertConnectedAndTalking(DtlsSocket ours, OpenSslProcess theirs)
    {
        Assert.That(ours.RunUntil(() => ours.State != DtlsState.Handshaking, Limit), Is.True, theirs.Output);
        Assert.That(ours.State, Is.EqualTo(DtlsState.Connected), string.Join(" ", ours.Failures) + "\n" + theirs.Output);
        theirs.WriteLine("hello from openssl");
        Assert.That(ours.RunUntil(() => ours.Received.Contains("hello from openssl"), Limit), Is.True, theirs.Output);
        ours.Send("hello from p2pnet\n");
        Assert.That(ours.RunUntil(() => theirs.Output.Contains("hello from p2pnet"), Limit), Is.True, theirs.Output);
        Assert.That(ours.Counters.DroppedBadRecord, Is.Zero);
    }

    private static string[] Mtu(int mtu) => mtu == 300 ? ["-mtu", "300"] : [];

    private static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }
}
