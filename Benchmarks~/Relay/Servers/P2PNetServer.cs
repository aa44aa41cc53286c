using System;
using System.IO;
using System.Linq;
using System.Net;

namespace P2PNet.RelayBenchmark;

/// <summary>The server of P2PNet as users start it, on free loopback ports.</summary>
internal sealed class P2PNetServer : IRelayServer
{
    private const string ReadyPrefix = "p2pnet-server ready ";
    private const string StunWord = "stun=";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly ServerProcess _process;

    public P2PNetServer()
    {
        // The server is a reference of this program, so it was built into the folder beside.
        string assembly = Path.Combine(AppContext.BaseDirectory, "P2PNet.Server.dll");
        _process = new ServerProcess("dotnet", [assembly, "--urls", "http://127.0.0.1:0", "--stun-port", "0", "--turn-secret", IRelayServer.Secret, "--turn-user-kib-per-second", "0"]);
        Times = new ProcessTimes(_process.Id);
        string line = _process.WaitForLine(ReadyPrefix, StartTimeout);
        string? word = line.Split(' ').FirstOrDefault(w => w.StartsWith(StunWord, StringComparison.Ordinal));
        EndPoint = word is not null && IPEndPoint.TryParse(word[StunWord.Length..].Split(',')[0], out IPEndPoint? endPoint)
            ? endPoint
            : throw new BenchmarkException("The server did not say where STUN and TURN listen: " + line);
    }

    public string Name => "P2PNet";

    public IPEndPoint EndPoint { get; }

    public ProcessTimes Times { get; }

    public void Dispose() => _process.Dispose();
}
