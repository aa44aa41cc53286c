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
    private Newcomers _newcomers = null!;

    [SetUp]
    public void SetUp()
    {
        _connections.Clear();
        _streams = new TurnStreams(new ServerOptions(), _time) { ListenerAt = _ => 0 };
        _newcomers = new Newcomers();
    }

    [Test]
    public async Task OneNetworkTakesOnlySoManyPlaces()
    {
        Task[] served = [.. Enumerable.Range(1, Newcomers.MaxOfNetwork).Select(i => Serve("203.0.113.7", i))];
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
        for (int i = 1; i < Newcomers.MaxOfNetwork + 10; i++) Assert.That(Serve("127.0.0.1", i).IsCompleted, Is.False);
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

    // Its relays would stay for as long, and the memory for what it does not read.
    [Test]
    public async Task WhoEndsAndDoesNotReadIsNotWaitedFor()
    {
        Task served = Serve("203.0.113.7", 1, stalls: true);
        ClientTuple tuple = TupleOf("203.0.113.7", 1, connection: 1);
        _streams.SetAllocated(tuple, true);
        for (int i = 0; i < 1000; i++) _streams.Send(tuple, new byte[100]);
        await EndAsync(served, _connections[0]);
        Assert.That((_streams.Count, _newcomers.Count), Is.EqualTo((0, 0)));
    }

    // Those that have shown something are safe; of the others the one that is here longest goes.
    [Test]
    public async Task TheOldestMakesRoomWhenThereAreTooManyInAll()
    {
        _newcomers = new Newcomers(maxInAll: 3);
        for (int i = 0; i < 3; i++) _ = Serve("203.0.113." + (i + 1), 1);
        _streams.SetAllocated(TupleOf("203.0.113.1", 1, connection: 1), true);
        _ = Serve("203.0.113.4", 1);
        Assert.That(_connections.Any(c => c.ConnectionClosed.IsCancellationRequested), Is.False);
        _ = Serve("203.0.113.5", 1);
        Assert.That(() => _connections[1].ConnectionClosed.IsCancellationRequested, Is.True.After(5000, 5));
        Assert.That((_newcomers.Count, _newcomers.Networks), Is.EqualTo((3, 3)));

        _streams.SetAllocated(TupleOf("203.0.113.1", 1, connection: 1), false);
        Assert.That(() => _connections[2].ConnectionClosed.IsCancellationRequested, Is.True.After(5000, 5), "one whose allocation is over is the newest");
        foreach (int i in (int[])[0, 3, 4]) Assert.That(_connections[i].ConnectionClosed.IsCancellationRequested, Is.False);
        await Task.CompletedTask;
    }

    [TestCase(63, 40, false)]
    [TestCase(65, 40, true, Description = "too many")]
    [TestCase(1, 2048, false)]
    [TestCase(1, 2052, true, Description = "too long")]
    public async Task WhoHasShownNothingSaysLittle(int messages, int length, bool ends)
    {
        Task served = Serve("203.0.113.7", 1);
        byte[] message = new byte[length];
        new byte[] { 0, 3, (byte)((length - 20) >> 8), (byte)(length - 20), 0x21, 0x12, 0xA4, 0x42 }.CopyTo(message, 0);
        int read = 0;
        // Of a long one the beginning is enough: it tells the length.
        for (int i = 1; i <= messages; i++) await _connections[0].Application!.Output.WriteAsync(message.AsMemory(0, Math.Min(length, 2048)));
        for (int i = 0; i < 200 && !served.IsCompleted; i++)
        {
            int before = read;
            while (_streams.TryRead(out StreamMessage taken)) read += taken.IsEnd ? 0 : 1;
            Assert.That(read - before, Is.LessThanOrEqualTo(1), "one at a time");
            _streams.Release();
            await Task.Delay(read > before ? 0 : 5);
        }

        Assert.That(served.IsCompleted, Is.EqualTo(ends));
        Assert.That(read, Is.EqualTo(ends ? Math.Min(64, messages - 1) : messages));
    }

    private static ClientTuple TupleOf(string address, int port, int connection) => new(0, TurnTransport.Tcp, TurnBench.Address(address, (ushort)port), connection);

    private async Task EndAsync(Task served, DefaultConnectionContext connection)
    {
        await connection.Application!.Output.CompleteAsync();
        for (int i = 0; i < 1000 && !served.IsCompleted; i++)
        {
            // What the server's thread does.
            while (_streams.TryRead(out _)) _streams.Release();
            await Task.Delay(10);
        }

        Assert.That(served.IsCompleted, Is.True);
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
        return _newcomers.Before(c => _streams.ServeAsync(c, TurnTransport.Tcp))(connection);
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
