using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Rtc;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>Files between two players of this process: real disks, real sockets on loopback, real threads.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class TransferTests
{
    private const int Length = 64 << 20;
    private const int Chunks = Length / BulkFrames.ChunkLength;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private string _folder = "";

    private string Source => Path.Combine(_folder, "map.bin");

    private string Destination => Path.Combine(_folder, "received.bin");

    [SetUp]
    public void MakeFile()
    {
        _folder = Directory.CreateTempSubdirectory("p2pnet-").FullName;
        var random = new Random(1);
        byte[] block = new byte[1 << 20];
        using FileStream file = File.Create(Source);
        for (int i = 0; i < Length / block.Length; i++)
        {
            random.NextBytes(block);
            file.Write(block);
        }
    }

    [TearDown]
    public void RemoveFiles() => Directory.Delete(_folder, recursive: true);

    // A file of 64 MiB, whose link is given up at a third of it and made again
    [Test]
    public async Task FileArrivesOverALinkThatIsLostMeanwhile()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        var platform = new MeteredPlatform();
        await using Players players = await Players.JoinAsync(server, 2, platform);
        Session sender = players.Sessions[0], receiver = players.Sessions[1];
        Task? receiving = null;
        var received = new Recorder();
        receiver.TransferOffered += offer => receiving = offer.ReceiveToFileAsync(Destination, new ReceiveOptions { Progress = received });
        int lost = 0, found = 0;
        sender.PeerDisconnected += (_, _) => lost++;
        sender.PeerConnected += _ => found++;
        var sent = new Recorder();

        Task sending = sender.SendFileAsync(sender.Peers[0], Source, progress: sent);
        PollUntil(players, () => sent.Last.Bytes > Length / 3);
        platform.RunOn(1, () => receiver.Peers[0].Link!.End(new LinkFailure(LinkStage.Established, "Ended by the test."), tellPeer: true));
        PollUntil(players, () => sending.IsCompleted && receiving!.IsCompleted);
        await sending;
        await receiving!;

        Assert.That((lost, found), Is.EqualTo((1, 1)));
        Assert.That(Hash(Destination), Is.EqualTo(Hash(Source)));
        Assert.That(File.Exists(Destination + ".part"), Is.False);
        foreach (Recorder recorder in new[] { sent, received })
        {
            Assert.That(recorder.Reports.Select(r => r.Bytes), Is.Ordered.Ascending);
            Assert.That(recorder.Last.Bytes, Is.EqualTo(Length));
        }
    }

    [Test]
    public async Task FileTakesNoMemoryAndHardlyMakesGarbage()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        var platform = new MeteredPlatform();
        await using Players players = await Players.JoinAsync(server, 2, platform);
        Session sender = players.Sessions[0], receiver = players.Sessions[1];
        var receiving = new List<Task>();
        receiver.TransferOffered += offer => receiving.Add(offer.ReceiveToFileAsync(Destination, new ReceiveOptions { Overwrite = true }));
        // The first one makes pools and queues as large as they have to be.
        await SendAsync();

        long[] networkBefore = platform.Allocated;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long heapBefore = GC.GetTotalMemory(forceFullCollection: true), heapPeak = 0;
        var watch = Stopwatch.StartNew();
        await SendAsync(() => heapPeak = Math.Max(heapPeak, GC.GetTotalMemory(forceFullCollection: false) - heapBefore));
        double rate = Length / watch.Elapsed.TotalSeconds / (1 << 20);
        double all = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Chunks;
        double[] network = [.. platform.Allocated.Zip(networkBefore, (after, then) => (double)(after - then) / Chunks)];

        string result = FormattableString.Invariant($"{rate:F1} MiB/s; {all:F1} bytes a chunk in the whole process, {network[0]:F2} and {network[1]:F2} on the network threads; heap up to {heapPeak >> 10} KiB more");
        TestContext.Out.WriteLine(result);
        Assert.That(all, Is.LessThan(32), result);
        Assert.That(network, Is.All.LessThan(8), result);
        Assert.That(heapPeak, Is.LessThan(8 << 20), result);

        async Task SendAsync(Action? meanwhile = null)
        {
            receiving.Clear();
            Task sending = sender.SendFileAsync(sender.Peers[0], Source);
            PollUntil(players, () => sending.IsCompleted && receiving.Count == 1 && receiving[0].IsCompleted, meanwhile);
            await sending;
            await receiving[0];
        }
    }

    [Test]
    public async Task CancellationOnEitherSideRemovesThePart([Values] bool bySender)
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using Players players = await Players.JoinAsync(server, 2);
        using var cancellation = new CancellationTokenSource();
        Task? receiving = null;
        players.Sessions[1].TransferOffered += offer => receiving = offer.ReceiveToFileAsync(Destination, null, bySender ? default : cancellation.Token);
        var sent = new Recorder();
        Session sender = players.Sessions[0];
        Task sending = sender.SendFileAsync(sender.Peers[0], Source, progress: sent, cancellationToken: bySender ? cancellation.Token : default);
        PollUntil(players, () => sent.Last.Bytes > Length / 16);
        cancellation.Cancel();
        PollUntil(players, () => sending.IsCompleted && receiving!.IsCompleted);

        Assert.That((bySender ? sending : receiving!).IsCanceled);
        Assert.That(((bySender ? receiving! : sending).Exception?.InnerException as TransferException)?.Failure, Is.EqualTo(TransferFailure.Cancelled));
        // The file is closed and removed by a thread of the pool.
        PollUntil(players, () => Directory.GetFiles(_folder).Length == 1);
    }

    [Test]
    public async Task StreamsAreReadAndWrittenByThreadsOfThePoolAlone()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using Players players = await Players.JoinAsync(server, 2);
        using var source = new WatchedStream(new byte[3_000_000]);
        using var destination = new WatchedStream([]);
        Task? receiving = null;
        players.Sessions[1].TransferOffered += offer => receiving = offer.ReceiveToStreamAsync(destination);
        Task sending = players.Sessions[0].SendStreamAsync(players.Sessions[0].Peers[0], source, "replay");
        PollUntil(players, () => sending.IsCompleted && receiving!.IsCompleted);
        await sending;
        await receiving!;
        Assert.That(destination.Length, Is.EqualTo(3_000_000));
        Assert.That((source.Uses > 0, destination.Uses > 0, source.Strangers, destination.Strangers), Is.EqualTo((true, true, 0, 0)));
    }

    private static void PollUntil(Players players, Func<bool> condition, Action? meanwhile = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(watch.Elapsed, Is.LessThan(Limit), "waited in vain");
            players.Poll();
            meanwhile?.Invoke();
            Thread.Sleep(2);
        }
    }

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    /// <summary>Counts the calls, and those of them that came by other threads than the pool's, by that of the game which made it, or two at once.</summary>
    private sealed class WatchedStream : Stream
    {
        private readonly MemoryStream _inner = new();
        private readonly int _game = Environment.CurrentManagedThreadId;
        private int _inside;

        public WatchedStream(byte[] content)
        {
            _inner.Write(content);
            _inner.Position = 0;
        }

        public int Uses { get; private set; }

        public int Strangers { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _inner.Length;

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            Enter();
            int count = _inner.Read(buffer);
            Interlocked.Decrement(ref _inside);
            return count;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Enter();
            _inner.Write(buffer);
            Interlocked.Decrement(ref _inside);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Enter()
        {
            Uses++;
            if (Interlocked.Increment(ref _inside) != 1 || !Thread.CurrentThread.IsThreadPoolThread || Environment.CurrentManagedThreadId == _game) Strangers++;
        }
    }

    private sealed class Recorder : IProgress<TransferProgress>
    {
        public List<TransferProgress> Reports { get; } = [];

        public TransferProgress Last => Reports.Count == 0 ? default : Reports[^1];

        public void Report(TransferProgress value) => Reports.Add(value);
    }
}
