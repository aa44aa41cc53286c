using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Server;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

internal sealed class RefusalWatchTests
{
    [Test]
    public void NamesTheSettingThatRefusesAndOnceAMinuteAlone()
    {
        var bench = new TurnBench(o => new TurnServerOptions { Listeners = o.Listeners, Secret = o.Secret, Origin = o.Origin, MaxAllocations = 1, FirstPort = 50_000, LastPort = 50_000 });
        var time = new SetTime();
        using var logs = new CapturedLogs();
        var watch = new RefusalWatch(new TurnSettings { MaxAllocations = 1 }, time, logs.CreateLogger("turn"));

        bench.Client(port: 1, name: "ann").Allocate();
        watch.Look(bench.Counters);
        Assert.That(logs.Lines, Is.Empty);

        for (ushort port = 2; port < 5; port++) bench.Client(port: port, name: "bob").TryAllocate();
        watch.Look(bench.Counters);
        Assert.That(logs.Lines.Single(), Does.Contain("refused: 3, since --turn-max-allocations is 1."));

        bench.Client(port: 5, name: "bob").TryAllocate();
        time.Now += TimeSpan.FromSeconds(59);
        watch.Look(bench.Counters);
        Assert.That(logs.Lines, Has.Count.EqualTo(1), "not again within the minute");
        time.Now += TimeSpan.FromSeconds(1);
        watch.Look(bench.Counters);
        watch.Look(bench.Counters);
        Assert.That(logs.Lines, Has.Count.EqualTo(2));
        Assert.That(logs.Lines.Last(), Does.Contain("refused: 1,"));
    }

    [Test]
    public void TellsTheLimitsApart()
    {
        var settings = new TurnSettings { MaxAllocationsOfUser = 1, MaxAllocationsOfNetwork = 2, Ports = (50_000, 50_001) };
        var bench = new TurnBench(o => new TurnServerOptions
        {
            Listeners = o.Listeners,
            Secret = o.Secret,
            Origin = o.Origin,
            MaxAllocationsOfUser = settings.MaxAllocationsOfUser,
            MaxAllocationsOfNetwork = settings.MaxAllocationsOfNetwork,
            FirstPort = settings.Ports.First,
            LastPort = settings.Ports.Last,
        });
        using var logs = new CapturedLogs();
        bench.Client("203.0.113.7", 1, "ann").Allocate();
        bench.Client("203.0.113.7", 2, "ann").TryAllocate();
        bench.Client("203.0.113.7", 3, "bob").Allocate();
        bench.Client("203.0.113.7", 4, "cid").TryAllocate();
        bench.Client("203.0.113.8", 5, "dan").TryAllocate();

        new RefusalWatch(settings, TimeProvider.System, logs.CreateLogger("turn")).Look(bench.Counters);

        foreach (string said in new List<string> { "--turn-user-allocations is 1.", "--turn-network-allocations is 2.", "--turn-ports is 50000-50001." }) Assert.That(logs.Lines, Has.One.Contain(said));
        Assert.That(logs.Lines, Has.Count.EqualTo(3));
    }

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
