using System;
using System.Threading.Tasks;
using P2PNet.IntegrationTests;

namespace P2PNet.NatLab;

/// <summary>The real server, as a process on the laboratory's server host, at both of its addresses.</summary>
internal sealed class LabServer : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;

    private LabServer(ChildProcess process) => _process = process;

    /// <summary>Where players reach the lobbies whose networks let them.</summary>
    public static string Url => $"http://{Laboratory.Server1}:7777";

    /// <summary>Where those do who have IPv6 alone.</summary>
    public static string Ipv6Url => $"http://[{Laboratory.ServerIpv6}]:7777";

    /// <summary>Where all players of IPv4 reach them.</summary>
    public static string SecureUrl => $"https://{Laboratory.Server1}";

    /// <summary>Everything that it has written.</summary>
    public string Output => _process.Output;

    /// <param name="laboratory">Where.</param>
    /// <param name="certificate">Who it is.</param>
    /// <param name="command">The server's program.</param>
    public static async Task<LabServer> StartAsync(Laboratory laboratory, LabCertificate certificate, params string[] command)
    {
        string[] options =
        [
            "--urls", "http://*:7777;https://*:443", "--tls-certificate", certificate.CertificateFile, "--tls-key", certificate.KeyFile,
            "--stun-address", $"{Laboratory.Server1};{Laboratory.ServerIpv6}", "--stun-alternate-address", Laboratory.Server2,
        ];
        var server = new LabServer(laboratory.Start("srv", [.. command, .. options]));
        try
        {
            await server._process.ReadAsync("p2pnet-server ready", StartTimeout);
            return server;
        }
        catch (TimeoutException e)
        {
            server.Dispose();
            throw new LabException("The server did not start. " + e.Message);
        }
    }

    public void Dispose() => _process.Dispose();
}
