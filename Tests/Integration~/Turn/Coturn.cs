using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Debian's coturn on free ports of the loopback interface, with a certificate of its own making.</summary>
internal sealed class Coturn : IDisposable
{
    public const string Username = "ann";
    public const string Password = "a secret of ann's";
    public const string Realm = "example.org";

    private readonly string _folder = Directory.CreateTempSubdirectory("p2pnet-coturn-").FullName;
    private readonly ChildProcess _process;
    private bool _isDisposed;

    private Coturn(string[] credentials, string[] more)
    {
        string program = ExternalTool.Require("turnserver", "coturn");
        Port = FreePort();
        SecurePort = FreePort();
        Certificate = WriteCertificate();
        var start = new ProcessStartInfo(program) { WorkingDirectory = _folder };
        foreach (string argument in new[]
        {
            "-n", "--log-file=stdout", "--no-cli", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--allow-loopback-peers", "--no-dtls", "--fingerprint",
            "--listening-port=" + Port, "--tls-listening-port=" + SecurePort, "--cert=" + CertificateFile, "--pkey=" + Path.Combine(_folder, "key.pem"),
            "--realm=" + Realm, "--pidfile=" + Path.Combine(_folder, "pid"), "--userdb=" + Path.Combine(_folder, "db"),
        })
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string argument in (string[])[.. credentials, .. more]) start.ArgumentList.Add(argument);
        _process = new ChildProcess(start);
    }

    public int Port { get; }

    public int SecurePort { get; }

    /// <summary>What it shows in TLS; self-signed, so trusted by its bytes.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The same as a PEM file.</summary>
    public string CertificateFile => Path.Combine(_folder, "cert.pem");

    public string Output => _process.Output;

    /// <summary>One that knows <see cref="Username"/> alone.</summary>
    public static Task<Coturn> StartAsync(params string[] more) => StartAsync(["--lt-cred-mech", "--user=" + Username + ":" + Password], more);

    /// <summary>One that takes the credentials that a lobby server makes with a secret.</summary>
    public static Task<Coturn> StartWithSecretAsync(string secret) => StartAsync(["--use-auth-secret", "--static-auth-secret=" + secret], []);

    private static async Task<Coturn> StartAsync(string[] credentials, string[] more)
    {
        var server = new Coturn(credentials, more);
        for (int attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, server.Port);
                return server;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }

        string output = server.Output;
        server.Dispose();
        throw new TimeoutException("coturn does not listen:\n" + output);
    }

    public bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(Certificate.RawData);

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _process.Dispose();
        Certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private X509Certificate2 WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
