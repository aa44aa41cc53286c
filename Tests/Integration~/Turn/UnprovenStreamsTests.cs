using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using NUnit.Framework;
using P2PNet.Rtc.Turn;
using P2PNet.Server;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>TCP clients that have proved nothing: few from one network, little memory for each, and not for long.</summary>
internal sealed class UnprovenStreamsTests
{
    private readonly SteppedTime _time = new();
    private readonly List<DefaultConnectionContext> _connections = [];
    private TurnStreams _streams = null!;

    [SetUp]
    public void SetUp()
    {
        _connections.Clear();
        _streams = new TurnStreams(new ServerOptions(), _time) { ListenerAt = _ => 0 };
    }

    [Test]
    public async Task OneNetworkTakesOnlySoManyPlaces()
    {
        Task[] served = [.. Enumerable.Range(1, UnprovenStreams.MaxOfNetwork).Select(i => Serve("203.0.113.7", i))];
        Assert.That(served.Any(s => s.IsCompleted), Is.False);
        Assert.That(Serve("203.0.113.7", 9000).IsCompleted, Is.True, "one too many");
        Assert.That(Serve("203.0.113.8", 1).IsCompleted, Is.False, "others come in");

        // Who has an allocation has shown a credential, and has a quota of its own.
        _streams.SetAllocated(TupleOf("203.0.113.7", 1, connection: 1), true);
        Assert.That(Serve("203.0.113.7", 9001).IsCompleted, Is.False);
        Assert.That(Serve("203.0.113.7", 9002).IsCompleted, Is.True);

        await EndAsync(served[1], _connections[1]);
        Assert.That(Serve("203.0.113.7", 9003).IsCompleted, Is.False, "there is a place again");
    }

    [Test]
    public void InsideThereIsNoSuchLimit()
    {
        for (int i = 1; i < UnprovenStreams.MaxOfNetwork + 10; i++) Assert.That(Serve("127.0.0.1", i).IsCompleted, Is.False);
    }

    // An Allocate and a Refresh of no time would keep a connection for as long as it says a word now and then.
    [Test]
    public void AConnectionWhoseAllocationIsOverHasToGetAnother()
    {
        Serve("203.0.113.7", 1);
        ClientTuple tuple = TupleOf("203.0.113.7", 1, connection: 1);
        _streams.SetAllocated(tuple, true);
        _time.Pass(TimeSpan.FromSeconds(60));
        _streams.Sweep();
        Assert.That(_connections[0].ConnectionClosed.IsCancellationRequested, Is.False);

        _streams.SetAllocated(tuple, false);
        _time.Pass(TimeSpan.FromSeconds(29));
        _streams.Sweep();
        Assert.That(_connections[0].ConnectionClosed.IsCancellationRequested, Is.False);
        _time.Pass(TimeSpan.FromSeconds(2));
        _streams.Sweep();
        Assert.That(() => _connections[0].ConnectionClosed.IsCancellationRequested, Is.True.After(5000, 5));
    }

    [Test]
    public void WhoAsksAndDoesNotReadGetsLittleMemory()
    {
        Serve("203.0.113.7", 1, stalls: true);
        ClientTuple tuple = TupleOf("203.0.113.7", 1, connection: 1);
        for (int i = 0; i < 1000; i++) _streams.Send(tuple, new byte[100]);
        Assert.That(_streams.Dropped, Is.GreaterThan(900));

        _streams.SetAllocated(tuple, true);
        long before = _streams.Dropped;
        for (int i = 0; i < 1000; i++) _streams.Send(tuple, new byte[100]);
        Assert.That(_streams.Dropped, Is.EqualTo(before), "a player's burst is kept");
    }

    private static ClientTuple TupleOf(string address, int port, int connection) => new(0, TurnTransport.Tcp, TurnBench.Address(address, (ushort)port), connection);

    private static async Task EndAsync(Task served, DefaultConnectionContext connection)
    {
        await connection.Application!.Output.CompleteAsync();
        await served.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private Task Serve(string address, int port, bool stalls = false)
    {
        var pause = new PipeOptions(pauseWriterThreshold: stalls ? 1 : -1, resumeWriterThreshold: stalls ? 1 : -1, useSynchronizationContext: false);
        DuplexPipe application = new(new Pipe(), new Pipe(pause));
        var connection = new DefaultConnectionContext("c" + port, new DuplexPair(application.First.Reader, application.Second.Writer), new DuplexPair(application.Second.Reader, application.First.Writer))
        {
            RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), port),
            LocalEndPoint = new IPEndPoint(IPAddress.Parse("198.51.100.1"), 3478),
        };
        _connections.Add(connection);
        return _streams.ServeAsync(connection, TurnTransport.Tcp);
    }

    private sealed record DuplexPipe(Pipe First, Pipe Second);

    private sealed record DuplexPair(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks = TimeSpan.TicksPerHour;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;
    }
}
