using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P2PNet.NatLab;

/// <summary>
/// The certificate of the laboratory's server and the authority that signed it, made anew for each run, as files that last as long. Players trust the
/// authority by the variable SSL_CERT_FILE, so that TLS is checked as it is outside.
/// </summary>
internal sealed class LabCertificate : IDisposable
{
    /// <summary>The variable by which OpenSSL, and so .NET on Linux, is told whom to trust.</summary>
    public const string TrustVariable = "SSL_CERT_FILE";

    private readonly string _directory;

    public LabCertificate()
    {
        _directory = Directory.CreateTempSubdirectory("natlab-").FullName;
        DateTimeOffset from = DateTimeOffset.UtcNow.AddHours(-1), to = DateTimeOffset.UtcNow.AddDays(1);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Laboratory authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Laboratory server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string address in new[] { Laboratory.Server1, Laboratory.Server2, "2001:db8::2", "2001:db8::3" }) names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using X509Certificate2 server = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));

        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
        File.WriteAllText(CertificateFile, server.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Whom players trust.</summary>
    public string AuthorityFile => Path.Combine(_directory, "authority.pem");

    /// <summary>Who the server is.</summary>
    public string CertificateFile => Path.Combine(_directory, "server.pem");

    /// <summary>Its private key; readable by this run's user alone, as the directory is.</summary>
    public string KeyFile => Path.Combine(_directory, "server.key");

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
