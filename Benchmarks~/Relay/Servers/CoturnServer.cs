using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace P2PNet.RelayBenchmark;

/// <summary>coturn, with nothing on that costs it time: UDP only, no log of traffic, no database, no command line interface.</summary>
internal sealed class CoturnServer : IRelayServer
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    private readonly ServerProcess _process;
    private readonly string _directory = Directory.CreateTempSubdirectory("relay-benchmark-").FullName;

    public CoturnServer(string program, int relayThreads)
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, FreePort.Find());
        _process = new ServerProcess(program,
        [
            "-c", "/dev/null", "--no-cli", "--no-tls", "--no-dtls", "--no-tcp", "--no-rfc5780", "--no-multicast-peers", "--allow-loopback-peers", "--no-software-attribute",
            "--use-auth-secret", "--static-auth-secret", IRelayServer.Secret, "--realm", "benchmark",
            "--listening-ip", "127.0.0.1", "--relay-ip", "127.0.0.1", "--listening-port", Number(EndPoint.Port), "--relay-threads", Number(relayThreads),
            "--log-file", "stdout", "--simple-log", "--pidfile", Path.Combine(_directory, "pid"), "--userdb", Path.Combine(_directory, "db"),
        ]);
        Times = new ProcessTimes(_process.Id);
        WaitUntilItAnswers();
    }

    public string Name => "coturn";

    public IPEndPoint EndPoint { get; }

    public ProcessTimes Times { get; }

    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>It says nothing that would mean "ready"; a STUN binding request tells.</summary>
    private void WaitUntilItAnswers()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 100 };
        socket.Connect(EndPoint);
        byte[] request = [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < StartTimeout;)
        {
            _process.MustRun();
            try
            {
                socket.Send(request);
                if (socket.Receive(new byte[512]) > 0) return;
            }
            catch (SocketException)
            {
                Thread.Sleep(50);
            }
        }

        string output = _process.Output;
        Dispose();
        throw new BenchmarkException($"coturn did not answer on {EndPoint}:{Environment.NewLine}{output}");
    }
}
