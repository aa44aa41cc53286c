using System;
using System.IO;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace P2PNet.Server;

/// <summary>
/// The certificate of the https addresses, from PEM files. Handshakes look at most once in ten seconds whether the files changed, so a
/// renewed certificate is shown without a restart; one that can't be read leaves the one before in place. Thread: any.
/// </summary>
internal sealed class TlsCertificate
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private SslStreamCertificateContext _current;
    private (DateTime Certificate, DateTime Key) _changed;
    private long _lookedAt;

    /// <exception cref="StartException">The files can't be used.</exception>
    public TlsCertificate(string certificatePath, string? keyPath, TimeProvider time, ILogger logger)
    {
        _certificatePath = certificatePath;
        _keyPath = keyPath ?? certificatePath;
        _time = time;
        _logger = logger;
        _lookedAt = time.GetTimestamp();
        try
        {
            _changed = Changed();
            _current = Load();
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new StartException($"The certificate {_certificatePath} with the key {_keyPath} can't be used ({e.Message.TrimEnd('.')}): give a PEM certificate, followed by its chain, and its private key without a password.", e);
        }
    }

    /// <summary>What to show now.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_gate)
            {
                if (_time.GetElapsedTime(_lookedAt) >= LookInterval) Look();
                return _current;
            }
        }
    }

    private void Look()
    {
        _lookedAt = _time.GetTimestamp();
        try
        {
            (DateTime, DateTime) changed = Changed();
            if (changed == _changed) return;
            _current = Load();
            _changed = changed;
            Log.CertificateReloaded(_logger, _current.TargetCertificate.NotAfter);
        }
        catch (Exception e) when (IsUnusable(e))
        {
            // Perhaps half written: the next look may find it whole.
            Log.CertificateNotReloaded(_logger, e.Message);
        }
    }

    private (DateTime Certificate, DateTime Key) Changed() => (File.GetLastWriteTimeUtc(_certificatePath), File.GetLastWriteTimeUtc(_keyPath));

    private SslStreamCertificateContext Load()
    {
        X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(_certificatePath, _keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_certificatePath);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private static bool IsUnusable(Exception e) => e is IOException or CryptographicException or UnauthorizedAccessException or ArgumentException;
}
