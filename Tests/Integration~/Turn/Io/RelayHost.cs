using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Server.Turn;
using P2PNet.Server.Turn.Io;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>A TURN server on real loopback sockets, without the process around it.</summary>
internal sealed class RelayHost : IDisposable
{
    public const string Secret = "not a secret";

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<Exception> _faults = [];

    public RelayHost(IoKind kind, IPAddress? address = null, int port = 0, Action<Socket>? prepare = null)
    {
        address ??= IPAddress.Loopback;
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
        socket.Bind(new IPEndPoint(address, port));
        prepare?.Invoke(socket);
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        Io = kind == IoKind.Linux
            ? new LinuxTurnIo([socket, null], () => new Timestamp(_watch.Elapsed.Ticks), Fault)
            : new SocketTurnIo([socket, null], () => new Timestamp(_watch.Elapsed.Ticks), Fault);
        var local = TransportAddress.FromEndPoint(EndPoint);
        var options = new TurnServerOptions
        {
            Listeners = [new TurnListener(local), new TurnListener(local)],
            Secret = Encoding.UTF8.GetBytes(Secret),
            // All the players of a test share one address.
            UnprovenAnswersPerSecond = 1_000_000,
            Origin = DateTimeOffset.UtcNow,
            BytesPerSecondOfUser = 0,
            MaxAllocationsOfUser = 1000,
        };
        Server = new TurnServer(options, Io, new SystemCrypto(), SystemRandom.Instance);
        Io.Start(Server, Streams);
    }

    public IPEndPoint EndPoint { get; }

    public TurnIo Io { get; }

    public TurnServer Server { get; }

    public QueuedStreams Streams { get; } = new();

    /// <summary>What the server's thread survived.</summary>
    public IReadOnlyList<Exception> Faults
    {
        get
        {
            lock (_faults) return [.. _faults];
        }
    }

    /// <summary>Files that this process has open.</summary>
    public static int OpenFiles => System.IO.Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    public RelayedPlayer Join(string player = "ann") => new(EndPoint, Secret, player);

    public void Dispose() => Io.Dispose();

    private void Fault(Exception e)
    {
        lock (_faults) _faults.Add(e);
    }
}
